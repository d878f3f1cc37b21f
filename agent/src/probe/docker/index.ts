export { type DockerProbe, openDockerProbe } from './probe.ts';
