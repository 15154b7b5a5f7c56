package lilypad.verifier.executor.wasm;

/**
 * What is done to a module's bytes before they are run: the place of instrumentation (gas, call
 * depth, NaN canonicalisation).
 */
public interface ModuleTransform {

  /** Leaves the module as it is. */
  ModuleTransform NONE =
      new ModuleTransform() {
        @Override
        public byte[] apply(byte[] wasm) {
          return wasm;
        }

        @Override
        public String version() {
          return "none/1";
        }
      };

  /** The transformed module. Pure: the same bytes on every node. */
  byte[] apply(byte[] wasm);

  /** Names this transform and its version; part of the runtime digest. */
  String version();
}
