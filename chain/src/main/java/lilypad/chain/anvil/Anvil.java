package lilypad.chain.anvil;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lilypad.chain.rpc.HttpTransport;
import lilypad.chain.rpc.RpcSettings;
import lilypad.protocol.Bytes;
import lilypad.protocol.CannotGoOn;
import lilypad.protocol.sign.PrivateKey;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;

/**
 * A real EVM of our own for devnet and tests: the pinned Anvil as a child process on loopback. It
 * ends with {@link #close}, and with this process however that ends short of kill -9.
 *
 * <p>Its calls (mine, reorg, roll back) change the chain as no real chain's owner can; see Anvil's
 * own documentation of the {@code anvil_} and {@code evm_} methods.
 */
public final class Anvil implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Listening on 127\\.0\\.0\\.1:(\\d+)");
  private static final Pattern KEY = Pattern.compile("\\(\\d+\\) (0x[0-9a-f]{64})");
  private static final long BOOT_SECONDS = 30;
  private static final long END_SECONDS = 5;

  /**
   * A transaction to put into a replaced block.
   *
   * @param raw its signed bytes
   * @param block which of the new blocks takes it, from 0 for the lowest
   */
  public record Replayed(Bytes raw, int block) {}

  /** An answer whose content does not matter. */
  static final class Anything extends Response<Object> {}

  private final Process process;
  private final Thread hook;
  private final URI url;
  private final List<PrivateKey> devKeys;
  private final HttpTransport transport;

  private Anvil(Process process, Thread hook, int port, List<PrivateKey> devKeys) {
    this.process = process;
    this.hook = hook;
    this.url = URI.create("http://127.0.0.1:" + port);
    this.devKeys = List.copyOf(devKeys);
    this.transport = new HttpTransport(RpcSettings.of(url));
  }

  /**
   * The pinned program as {@code deploy/devnet/install} puts it: into the folder that the system
   * property {@code lilypad.evm-folder} names, or else beside itself below the project's folder.
   *
   * @throws CannotGoOn if it is not there
   */
  public static Path binary(Path projectRoot) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "darwin" : system.contains("win") ? "win32" : "linux";
    String arch = System.getProperty("os.arch", "").matches("aarch64|arm64") ? "arm64" : "amd64";
    Path own = projectRoot.resolve("deploy").resolve("devnet");
    Path devnet = Path.of(System.getProperty("lilypad.evm-folder", own.toString()));
    Path binary =
        devnet
            .resolve("node_modules")
            .resolve("@foundry-rs")
            .resolve("anvil-" + os + "-" + arch)
            .resolve("bin")
            .resolve(os.equals("win32") ? "anvil.exe" : "anvil");
    if (!Files.isExecutable(binary)) {
      throw new CannotGoOn(
          "The devnet's EVM is not installed at " + binary,
          "Run " + own.resolve("install") + " " + devnet + ", which needs Node.js 20 or newer");
    }
    return binary;
  }

  /** The project's folder: the system property {@code lilypad.root}, or else the working folder. */
  public static Path projectRoot() {
    return Path.of(System.getProperty("lilypad.root", ".")).toAbsolutePath().normalize();
  }

  /**
   * Starts a chain and waits until it listens.
   *
   * @throws CannotGoOn if it ends at once or does not listen
   */
  public static Anvil start(AnvilSettings settings) {
    return start(settings, pid -> {});
  }

  /**
   * As {@link #start(AnvilSettings)}.
   *
   * @param born is told the process id as soon as there is a process, before it listens
   */
  public static Anvil start(AnvilSettings settings, LongConsumer born) {
    Process process;
    BufferedWriter output;
    try {
      output = Files.newBufferedWriter(settings.output());
      process = new ProcessBuilder(command(settings)).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new CannotGoOn(
          "Anvil does not start (" + e.getMessage() + ")",
          "Check that " + settings.binary() + " runs and " + settings.output() + " can be written",
          e);
    }
    born.accept(process.pid());
    Thread hook = hook(process);
    List<PrivateKey> keys = new ArrayList<>();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("anvil-output")
        .start(() -> pump(process, output, keys, port));
    try {
      return new Anvil(process, hook, port.get(BOOT_SECONDS, TimeUnit.SECONDS), keys);
    } catch (ExecutionException | TimeoutException e) {
      end(process);
      forget(hook);
      throw new CannotGoOn(
          "Anvil does not listen", "Read " + settings.output() + " for the reason", e);
    } catch (InterruptedException e) {
      end(process);
      forget(hook);
      Thread.currentThread().interrupt();
      throw new CannotGoOn("Anvil's start was interrupted", "Start again", e);
    }
  }

  /** Ends the process with this program; at once, if that is ending already. */
  private static Thread hook(Process process) {
    Thread hook = Thread.ofPlatform().unstarted(() -> end(process));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      end(process);
      throw new CannotGoOn("The program is ending, no Anvil is started", "Start it again", e);
    }
    return hook;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // This process is ending already, and the hook runs anyway.
      return;
    }
  }

  private static List<String> command(AnvilSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(settings.binary().toString());
    command.addAll(List.of("--host", "127.0.0.1", "--port", "" + settings.port()));
    command.addAll(List.of("--chain-id", "" + settings.chainId()));
    command.addAll(List.of("--slots-in-an-epoch", "" + settings.slotsInAnEpoch()));
    if (settings.blockSeconds() == 0) {
      command.add("--no-mining");
    } else {
      command.addAll(List.of("--block-time", "" + settings.blockSeconds()));
    }
    return command;
  }

  /** Copies the output to its file and reads the port and the development keys from its head. */
  private static void pump(
      Process process,
      BufferedWriter output,
      List<PrivateKey> keys,
      CompletableFuture<Integer> port) {
    try (output;
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher key = KEY.matcher(line);
        Matcher listening = LISTENING.matcher(line);
        if (key.find()) {
          keys.add(PrivateKey.fromHex(key.group(1)));
        } else {
          output.write(line);
          output.newLine();
          output.flush();
        }
        if (listening.find()) {
          port.complete(Integer.valueOf(listening.group(1)));
        }
      }
      port.completeExceptionally(new IOException("its output ended before it listened"));
    } catch (IOException e) {
      // Once it listens, this only means that the process was ended while it wrote.
      port.completeExceptionally(e);
    }
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** Where it announces new heads. */
  public URI headsUrl() {
    return URI.create("ws://127.0.0.1:" + url.getPort());
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * The private keys of its ten rich accounts. They are the same for everybody and public: never
   * use them on a real chain.
   */
  public List<PrivateKey> devKeys() {
    return devKeys;
  }

  /** Mines so many blocks at once. */
  public void mine(int blocks) {
    call("anvil_mine", List.of(hex(blocks)));
  }

  /** Changes the seconds from block to block; 0 stops mining. */
  public void setBlockSeconds(int seconds) {
    call("evm_setIntervalMining", List.of(seconds));
  }

  /** Replaces the newest blocks by empty ones; their transactions are gone. */
  public void reorg(int depth) {
    reorg(depth, List.of());
  }

  /** Replaces the newest blocks by new ones with these transactions. */
  public void reorg(int depth, List<Replayed> transactions) {
    List<List<Object>> replayed =
        transactions.stream().map(t -> List.<Object>of(t.raw().toString(), t.block())).toList();
    call("anvil_reorg", List.of(depth, replayed));
  }

  /** Drops the newest blocks without a word to anybody. */
  public void rollback(int depth) {
    call("anvil_rollback", List.of(depth));
  }

  /** Moves the clock of the blocks to come forward. */
  public void increaseTime(long seconds) {
    call("evm_increaseTime", List.of(seconds));
  }

  private void call(String method, List<?> params) {
    Request<Object, Anything> request =
        new Request<>(method, List.copyOf(params), transport, Anything.class);
    transport.send(request, Anything.class);
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  /** Ends the process and waits until it is gone. */
  @Override
  public void close() {
    end(process);
    forget(hook);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
