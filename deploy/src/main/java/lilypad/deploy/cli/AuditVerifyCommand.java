package lilypad.deploy.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import lilypad.chain.rpc.EvmChain;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.deploy.audit.AnchorComparison;
import lilypad.deploy.audit.ChainComparison;
import lilypad.deploy.audit.HeadText;
import lilypad.deploy.audit.ReportText;
import lilypad.persistence.audit.RecordCheck;
import lilypad.persistence.audit.Trust;
import lilypad.protocol.Address;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.ServerUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lilypad audit verify}. */
@Command(
    name = "verify",
    description =
        "Check an exported file without asking anybody: its leaves and heads, every verifier's"
            + " signature and place, every decision by the recorded rules, every deal's money."
            + " Exit 0 if all of it holds, 1 with what contradicts, 6 if nothing does but the newest"
            + " events are covered by no signed head.")
final class AuditVerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "What lilypad audit export wrote.")
  private Path file = Path.of("");

  @Option(
      names = "--signer",
      paramLabel = "ADDRESS",
      description =
          "The mediator whose signature counts. Of one that went on with another key: once for each"
              + " key, in their order; no other key is believed. Default: the one that the file"
              + " names.")
  private List<String> signers = List.of();

  @Option(
      names = "--head",
      paramLabel = "HEAD",
      description =
          "A tree head that you got another way: SIZE:ROOT, or a file with what lilypad audit head"
              + " --json prints.")
  private Optional<String> head = Optional.empty();

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description =
          "A node of the record's chain: every deal's logs and each mediated deal's agreement are"
              + " compared with it, up to the newest final block of the record, and the tree with"
              + " the newest head that the mediator anchored there.")
  private Optional<String> rpc = Optional.empty();

  @Option(
      names = "--anchor",
      paramLabel = "ADDRESS",
      description =
          "With --rpc: the contract that keeps the anchored heads. Default: the one that the"
              + " record names.")
  private Optional<String> anchor = Optional.empty();

  @Option(
      names = "--tail",
      description =
          "Allow events at the end for which no signed head vouches: exit 0 all the same. Anybody"
              + " could have put them there.")
  private boolean tail;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Ticker ticker = new Ticker(spec.commandLine().getErr(), "audit");
    Trust trust =
        new Trust(
            signers.stream().map(text -> address("--signer", text)).toList(),
            head.map(HeadText::read));
    Optional<URI> node = rpc.map(this::url);
    RecordCheck.Options options = new RecordCheck.Options(trust, tail);
    RecordCheck.Report report;
    Optional<ChainComparison.Compared> compared = Optional.empty();
    Optional<AnchorComparison.Compared> anchors = Optional.empty();
    Optional<Address> contract = anchor.map(text -> address("--anchor", text));
    if (contract.isPresent() && node.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--anchor: expected --rpc too, a node of the contract's chain");
    }
    if (node.isPresent()) {
      ChainComparison comparison = new ChainComparison();
      report = RecordCheck.check(file, options, ticker::at, comparison);
      try (EvmChain chain = JsonRpcChain.connect(RpcSettings.of(node.get()))) {
        ChainComparison.Compared found =
            comparison.compare(chain, report.scope(), file, ticker::words);
        compared = Optional.of(found);
        AnchorComparison.Compared heads =
            comparison.anchors().compare(chain, contract, report, file, ticker::at);
        anchors = Optional.of(heads);
        report = report.with(found.findings()).with(heads.findings());
      }
    } else {
      report = RecordCheck.check(file, options, ticker::at);
    }
    if (json) {
      out.println(ReportText.json(report, compared, anchors).toPrettyString());
    } else {
      ReportText.lines(report, compared, anchors).forEach(out::println);
    }
    out.flush();
    return exit(report).number();
  }

  private static ExitCode exit(RecordCheck.Report report) {
    if (report.contradicted()) {
      return ExitCode.EXPECTATION_FAILED;
    }
    return report.holds() ? ExitCode.OK : ExitCode.NOT_COVERED;
  }

  private URI url(String text) {
    try {
      return ServerUrl.http(text);
    } catch (MalformedValue e) {
      throw new ParameterException(spec.commandLine(), "--rpc: " + e.getMessage(), e);
    }
  }

  private Address address(String option, String text) {
    try {
      return Address.fromHex(text);
    } catch (MalformedValue e) {
      throw new ParameterException(
          spec.commandLine(), option + ": expected an address, got " + text, e);
    }
  }
}
