package lilypad.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.deploy.audit.JournalFolder;
import lilypad.persistence.ReadableJournal;
import lilypad.persistence.audit.AuditLog;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad audit prove}. */
@Command(
    name = "prove",
    description =
        "Print a proof of RFC 9162 as one JSON object: that a leaf is in the tree, or that the tree"
            + " grew out of a smaller one.")
final class AuditProveCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "JOURNAL",
      description = "The mediator's data folder, the journal in it, or its configuration file.")
  private Path folder = Path.of("");

  /** What is proved. */
  static final class What {
    @Option(
        names = "--leaf",
        paramLabel = "INDEX",
        description = "That the leaf at this place, counted from 0, is in the tree.")
    private Optional<Long> leaf = Optional.empty();

    @Option(
        names = "--first",
        paramLabel = "SIZE",
        description = "That the tree of this size is how the tree began.")
    private Optional<Long> first = Optional.empty();
  }

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description = "Leaves of the tree. Default: all there are.")
  private Optional<Long> size = Optional.empty();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (ReadableJournal reader = JournalFolder.open(folder)) {
      AuditLog log = reader.auditLog();
      long leaves = size.orElseGet(log::size);
      ObjectNode proof = new ObjectMapper().createObjectNode();
      proof.put("size", leaves);
      proof.put("root", log.root(leaves).toString());
      if (what.leaf.isPresent()) {
        long index = what.leaf.get();
        List<Hash32> path = log.inclusion(index, leaves).path();
        proof.put("leaf", index);
        proof.put("leafHash", log.read(index, 1).getFirst().hash().toString());
        path(proof, path);
      } else {
        long first = what.first.orElse(0L);
        List<Hash32> path = log.consistency(first, leaves).path();
        proof.put("first", first);
        proof.put("firstRoot", log.root(first).toString());
        path(proof, path);
      }
      out.println(proof.toPrettyString());
      out.flush();
    } catch (MalformedValue e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    return ExitCode.OK.number();
  }

  private static void path(ObjectNode proof, List<Hash32> path) {
    ArrayNode hashes = proof.putArray("path");
    path.forEach(hash -> hashes.add(hash.toString()));
  }
}
