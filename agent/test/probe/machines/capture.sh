#!/bin/sh
# Prints what gives a machine's kind and its hardware away, as the probes of Suivi read it: one line a file or link.
# Changes nothing. Addresses of network cards come out made up; serial numbers are not read.
#
#   sudo sh capture.sh > my-machine.txt       then: node capture-to-json.ts < my-machine.txt > captured-my-machine.json
cd "${1:-/}" || exit 1

file() {
  for path in "$@"; do
    [ -f "$path" ] && [ -r "$path" ] || continue
    # Some files of /sys are there and say with an error that they have nothing to say.
    text=$(head -c 4096 "$path" 2>/dev/null | base64 | tr -d '\n') && printf 'file %s %s\n' "$path" "$text"
  done
}

link() {
  for path in "$@"; do
    [ -L "$path" ] && printf 'link %s %s\n' "$path" "$(readlink "$path")"
  done
}

there() {
  for path in "$@"; do
    [ -e "$path" ] && printf 'file %s \n' "$path"
  done
}

printf 'detect %s\n' "$(systemd-detect-virt 2>/dev/null)"
there .dockerenv run/.containerenv usr/bin/pveversion etc/pve/local/pve-ssl.pem etc/systemd/system/display-manager.service
file run/systemd/container
for name in sys_vendor product_name product_family product_version board_vendor board_name bios_vendor bios_version bios_date chassis_type; do
  file sys/class/dmi/id/$name
done
file proc/device-tree/model proc/device-tree/chosen/bootloader/build-timestamp sys/firmware/efi/fw_platform_size
for device in sys/bus/pci/devices/*; do
  file "$device/class" "$device/vendor" "$device/device"
  link "$device/driver"
done
for module in nvidia amdgpu i915; do file sys/module/$module/version; done
for disk in sys/block/*; do
  file "$disk/size" "$disk/removable" "$disk/queue/rotational" "$disk/device/vendor" "$disk/device/model" "$disk/device/name"
done
number=0
for card in sys/class/net/*; do
  file "$card/operstate" "$card/speed" "$card/ifindex" "$card/iflink"
  link "$card/device" "$card/master"
  [ -e "$card/device" ] && [ -L "$card/device/driver" ] &&
    printf 'driver %s %s\n' "$card" "$(basename "$(readlink "$card/device/driver")")"
  number=$((number + 1))
  address=$(printf '02:00:00:00:00:%02x\n' $number | base64)
  [ -e "$card/address" ] && printf 'file %s %s\n' "$card/address" "$address"
done
for chip in sys/class/hwmon/*; do
  file "$chip/name" "$chip"/temp*_input "$chip"/temp*_label "$chip"/temp*_crit "$chip"/in*_lcrit_alarm
done
file sys/devices/system/edac/mc/mc*/ce_count sys/devices/system/edac/mc/mc*/ue_count
file sys/devices/platform/soc*/*firmware/get_throttled
# The processor's features, once; and the model of a board, which the kernel writes at the end.
text=$(grep -m 1 -E '^(flags|Features)' proc/cpuinfo; grep -m 1 '^Model' proc/cpuinfo)
printf 'file proc/cpuinfo %s\n' "$(printf '%s\n' "$text" | base64 | tr -d '\n')"
