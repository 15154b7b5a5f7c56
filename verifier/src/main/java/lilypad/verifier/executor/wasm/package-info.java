/**
 * The executor {@code wasm}: one child JVM per job, in which Chicory compiles the module to
 * bytecode and our WASI layer is all it sees. {@link lilypad.verifier.executor.wasm.WasmExecutor}
 * is the parent's side, {@link lilypad.verifier.executor.wasm.WasmChild} the child's.
 */
@NullMarked
package lilypad.verifier.executor.wasm;

import org.jspecify.annotations.NullMarked;
