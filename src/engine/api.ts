/** The parts that we read of what the engine answers. Names are the engine's. */

export type Labels = Readonly<Record<string, string>>;

interface PortBinding {
  HostIp?: string;
  HostPort?: string;
}

export interface ContainerDetails {
  Id: string;
  /** With a slash before it. */
  Name: string;
  /** `sha256:…` of the image it was made from, whatever its name means by now. */
  Image: string;
  Created: string;
  RestartCount?: number;
  State: {
    /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
    Status: string;
    Running: boolean;
    Paused?: boolean;
    Restarting?: boolean;
    OOMKilled?: boolean;
    ExitCode: number;
    Error?: string;
    /** Year 1 when it never started. */
    StartedAt: string;
    FinishedAt: string;
    Health?: { Status: string; Log?: readonly HealthResult[] | null } | null;
  };
  Config: {
    Image: string;
    Labels: Labels | null; /** Podman gives the number. */
    StopSignal?: string | number;
    Env?: readonly string[] | null;
  };
  HostConfig: { PortBindings?: Readonly<Record<string, readonly PortBinding[] | null>> | null };
  NetworkSettings: { Ports?: Readonly<Record<string, readonly PortBinding[] | null>> | null };
  Mounts?: readonly { Type: string; Name?: string; Destination: string }[] | null;
}

interface HealthResult {
  End: string;
  ExitCode: number;
  Output: string;
}

export interface ContainerSummary {
  Id: string;
  /** With a slash before each. */
  Names: readonly string[];
  Image: string;
  State: string;
  Labels: Labels | null;
  /** Seconds. */
  Created?: number;
  Ports?: readonly PublishedPort[] | null;
}

export interface PublishedPort {
  IP?: string;
  PrivatePort: number;
  /** Absent for a port that is not published. */
  PublicPort?: number;
  /** `tcp`, `udp`, `sctp`. */
  Type: string;
}

export interface ImageDetails {
  Id: string;
  RepoDigests?: readonly string[] | null;
  Config?: { Env?: readonly string[] | null; Volumes?: Readonly<Record<string, object>> | null } | null;
}

export interface VolumeDetails {
  Name: string;
  Labels: Labels | null;
  /** In seconds (an integer), Docker only. */
  CreatedAt?: string;
  Mountpoint: string;
}

export interface NetworkDetails {
  Id: string;
  Name: string;
  Labels: Labels | null;
  Created?: string;
  /** Those attached, by id. Only of a network that is asked for by name. */
  Containers?: Readonly<Record<string, { Name: string }>> | null;
}

/** The engine about itself and its machine. */
export interface EngineInfo {
  DockerRootDir: string;
  KernelVersion: string;
  NCPU: number;
  /** Bytes. */
  MemTotal: number;
}

export interface EngineEvent {
  Action: string;
  Actor: { ID: string; Attributes: Labels };
  /** Seconds. */
  time: number;
  /** Nanoseconds; loses precision as a number, which does not matter for ordering by milliseconds. */
  timeNano?: number;
  /** Podman reports the result of a health check here. */
  HealthStatus?: string;
}
