  # Some containers (LXC without nesting) let no service have a view of the files of its own, and systemd starts none whose
  # unit asks for one (226/NAMESPACE). Each installation and each upgrade looks anew.
  drop_in=/etc/systemd/system/@NAME@.service.d/50-no-views.conf
  views=0
  systemd-run --quiet --wait --collect -p ProtectSystem=strict -p PrivateTmp=yes -p PrivateDevices=yes -p PrivateUsers=yes \
    -p ProtectKernelTunables=yes -p ProtectProc=invisible true >/dev/null 2>&1 || views=$?
  if [ "$views" = 226 ]; then
    mkdir -p "${drop_in%/*}"
    ln -sfn /usr/lib/@NAME@/no-views.conf "$drop_in"
    echo '@NAME@: this container lets no service have its own view of files, so it runs with less of a sandbox. In LXC: allow nesting, then dpkg-reconfigure @NAME@'
  elif [ "$views" = 0 ] && [ -L "$drop_in" ]; then
    rm -f "$drop_in"
    rmdir --ignore-fail-on-non-empty "${drop_in%/*}"
  fi
