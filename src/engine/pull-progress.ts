/** One line of the engine's answer to a pull. */
export interface PullMessage {
  /** Of a layer. */
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
}

/** In bytes. */
export interface PulledAmount {
  done: number;
  /** Absent as long as the size of a layer is unknown. */
  total?: number;
}

interface Layer {
  done: number;
  /** Absent while its size is unknown. */
  total?: number;
}

/** Adds up what the layers of a pull say. */
export function pullProgress(): {
  /** How much is there after this message; `undefined` when it says nothing about that. */
  add(message: PullMessage): PulledAmount | undefined;
} {
  const layers = new Map<string, Layer>();
  return {
    add: ({ id, status, progressDetail }) => {
      if (id === undefined) return undefined;
      const layer = layers.get(id);
      switch (status ?? "") {
        case "Pulling fs layer":
        case "Waiting":
          layers.set(id, layer ?? { done: 0 });
          return undefined;
        case "Downloading":
          layers.set(id, downloading(progressDetail));
          break;
        case "Download complete":
        case "Pull complete":
          // A small layer may be complete before its size is reported.
          layers.set(id, { done: layer?.total ?? 0, total: layer?.total ?? 0 });
          break;
        default:
          return undefined;
      }
      return sum([...layers.values()]);
    },
  };
}

function downloading(detail: PullMessage["progressDetail"]): Layer {
  return { done: detail?.current ?? 0, ...(detail?.total !== undefined && { total: detail.total }) };
}

function sum(layers: readonly Layer[]): PulledAmount {
  const done = layers.reduce((bytes, layer) => bytes + layer.done, 0);
  if (layers.some(({ total }) => total === undefined)) return { done };
  return { done, total: layers.reduce((bytes, { total = 0 }) => bytes + total, 0) };
}
