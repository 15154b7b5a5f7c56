package lilypad.verifier.sandbox;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The functions of {@code wasi_snapshot_preview1} and their types. */
public final class WasiSignatures {

  /** The only module a guest may import from. */
  public static final String MODULE = "wasi_snapshot_preview1";

  /**
   * One letter for each parameter: i for i32, I for i64. All but {@code proc_exit} answer an i32.
   */
  private static final String TABLE =
      """
      args_get ii
      args_sizes_get ii
      clock_res_get ii
      clock_time_get iIi
      environ_get ii
      environ_sizes_get ii
      fd_advise iIIi
      fd_allocate iII
      fd_close i
      fd_datasync i
      fd_fdstat_get ii
      fd_fdstat_set_flags ii
      fd_fdstat_set_rights iII
      fd_filestat_get ii
      fd_filestat_set_size iI
      fd_filestat_set_times iIIi
      fd_pread iiiIi
      fd_prestat_dir_name iii
      fd_prestat_get ii
      fd_pwrite iiiIi
      fd_read iiii
      fd_readdir iiiIi
      fd_renumber ii
      fd_seek iIii
      fd_sync i
      fd_tell ii
      fd_write iiii
      path_create_directory iii
      path_filestat_get iiiii
      path_filestat_set_times iiiiIIi
      path_link iiiiiii
      path_open iiiiiIIii
      path_readlink iiiiii
      path_remove_directory iii
      path_rename iiiiii
      path_symlink iiiii
      path_unlink_file iii
      poll_oneoff iiii
      proc_exit i
      proc_raise i
      random_get ii
      sched_yield -
      sock_accept iii
      sock_recv iiiiii
      sock_send iiiii
      sock_shutdown ii
      """;

  private static final Map<String, FunctionType> TYPES = read();

  private WasiSignatures() {}

  /** The type of the function called {@code name}, if preview 1 has it. */
  public static Optional<FunctionType> of(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  static Map<String, FunctionType> all() {
    return TYPES;
  }

  private static Map<String, FunctionType> read() {
    Map<String, FunctionType> types = new TreeMap<>();
    for (String line : TABLE.lines().toList()) {
      int space = line.indexOf(' ');
      String name = line.substring(0, space);
      List<ValType> parameters = new ArrayList<>();
      for (char letter : line.substring(space + 1).toCharArray()) {
        if (letter != '-') {
          parameters.add(letter == 'I' ? ValType.I64 : ValType.I32);
        }
      }
      types.put(
          name,
          FunctionType.of(parameters, name.equals("proc_exit") ? List.of() : List.of(ValType.I32)));
    }
    return Map.copyOf(types);
  }
}
