/** Whether ONNX Runtime, an optional dependency, is installed for this platform. */

export const onnxInstalled: boolean = await import("onnxruntime-node").then(
  () => true,
  () => false,
);
