package lilypad.verifier.executor.wasm;

import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.ExportSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.Import;
import com.dylibso.chicory.wasm.types.OpCode;
import java.util.Optional;
import lilypad.verifier.sandbox.WasiSignatures;

/**
 * Which modules this runtime may run: WebAssembly 2.0 without vectors, one memory of its own,
 * imports from {@code wasi_snapshot_preview1} only, exports {@code memory} and {@code _start}.
 * Threads, SIMD, 64-bit memories, tail calls, exceptions and garbage collection are refused: their
 * results are not (or not yet) the same everywhere.
 */
final class ModuleValidation {

  /** The module is not one we may run. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  private static final int LAST_BULK = 17;

  private ModuleValidation() {}

  /**
   * Parses and checks.
   *
   * @throws Refused naming what was expected and what came
   */
  static WasmModule check(byte[] wasm) throws Refused {
    WasmModule module;
    try {
      module = Parser.parse(wasm);
    } catch (ChicoryException e) {
      throw new Refused("expected a WebAssembly module: " + e.getMessage());
    }
    checkImports(module);
    checkExports(module);
    checkMemory(module);
    checkInstructions(module);
    return module;
  }

  private static void checkImports(WasmModule module) throws Refused {
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      String name = wanted.module() + "." + wanted.name();
      if (!(wanted instanceof FunctionImport function)
          || !wanted.module().equals(WasiSignatures.MODULE)) {
        throw new Refused("expected imports from " + WasiSignatures.MODULE + " only, got " + name);
      }
      Optional<FunctionType> known = WasiSignatures.of(wanted.name());
      if (known.isEmpty()) {
        throw new Refused("expected a function of WASI preview 1, got " + name);
      }
      FunctionType type = module.typeSection().getType(function.typeIndex());
      if (!known.get().equals(type)) {
        throw new Refused("expected " + name + " of type " + known.get() + ", got " + type);
      }
    }
  }

  private static void checkExports(WasmModule module) throws Refused {
    boolean memory = false;
    boolean start = false;
    ExportSection exports = module.exportSection();
    for (int i = 0; i < exports.exportCount(); i++) {
      ExternalType type = exports.getExport(i).exportType();
      String name = exports.getExport(i).name();
      memory |= type == ExternalType.MEMORY && name.equals("memory");
      start |= type == ExternalType.FUNCTION && name.equals("_start");
    }
    if (!memory || !start) {
      throw new Refused("expected the exports \"memory\" and \"_start\"");
    }
  }

  private static void checkMemory(WasmModule module) throws Refused {
    int memories = module.memorySection().map(section -> section.memoryCount()).orElse(0);
    if (memories != 1) {
      throw new Refused("expected one memory, got " + memories);
    }
    if (module.memorySection().orElseThrow().getMemory(0).limits().shared()) {
      throw new Refused("expected a memory that is not shared");
    }
    if (module.tagSection().map(section -> section.tagCount()).orElse(0) > 0) {
      throw new Refused("expected no exception tags");
    }
  }

  private static void checkInstructions(WasmModule module) throws Refused {
    for (int i = 0; i < module.codeSection().functionBodyCount(); i++) {
      for (AnnotatedInstruction instruction :
          module.codeSection().getFunctionBody(i).instructions()) {
        if (!allowed(instruction.opcode())) {
          throw new Refused(
              "expected WebAssembly 2.0 without vectors, got " + instruction.opcode());
        }
      }
    }
  }

  private static boolean allowed(OpCode opcode) {
    int code = opcode.opcode();
    if (code > 0xFF) {
      return code >> 8 == 0xFC && (code & 0xFF) <= LAST_BULK;
    }
    boolean exceptions =
        (code >= 0x06 && code <= 0x0A) || code == 0x18 || code == 0x19 || code == 0x1F;
    boolean calls = code >= 0x12 && code <= 0x15;
    return !exceptions && !calls && code <= 0xD2;
  }
}
