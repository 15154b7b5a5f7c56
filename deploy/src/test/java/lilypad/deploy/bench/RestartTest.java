package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import lilypad.chain.rpc.BlockLogs;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.mediator.query.Boards;
import lilypad.mediator.query.DealBoard;
import lilypad.mediator.query.ProgressBoard;
import lilypad.persistence.embedded.JournalReader;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.abi.AgreementState;
import lilypad.protocol.rules.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {

  private static final Address SIGNER =
      Address.fromHex("0x00000000000000000000000000000000000000e1");
  private static final int GROUPS = 120;
  private static final MarketHistory HISTORY = new MarketHistory(GROUPS, SIGNER);

  @TempDir private Path folder;

  @Test
  void theJournalHoldsTheHistoryThatTheNodeTells() throws InterruptedException {
    long written = HistoryJournal.write(HISTORY, folder, "31337-x");
    Boards boards = new Boards(DealBoard.withoutSettings(), new ProgressBoard());
    try (JournalReader journal = JournalReader.open(folder)) {
      assertThat(journal.size()).isEqualTo(written);
      journal.forEach(
          entry ->
              boards.happened(
                  entry.persistenceId(), entry.number(), entry.event(), entry.recordedAt()));
    }
    assertThat(boards.deals().all()).hasSize(MarketHistory.FIVE * GROUPS);
    assertThat(boards.progress().intake().head())
        .isEqualTo(Optional.of(MarketHistory.block(HISTORY.recorded())));
    assertThat(boards.progress().intake().pending()).isZero();
    assertThat(boards.progress().waiting()).isEmpty();
    int open = 0;
    for (int deal = 0; deal < MarketHistory.FIVE * GROUPS; deal++) {
      DealBoard.Story story = boards.deals().find(MarketHistory.key(deal)).orElseThrow();
      boolean closed = HISTORY.mediated(deal) && !HISTORY.open(deal);
      open += HISTORY.open(deal) ? 1 : 0;
      assertThat(story.state().logs()).hasSize(MarketHistory.FIVE);
      assertThat(story.state().mediation().flatMap(m -> m.verdict()).map(v -> v.verdict()))
          .isEqualTo(closed ? Optional.of(Verdict.ACCEPT) : Optional.empty());
      assertThat(story.state().chain().state())
          .isEqualTo(
              closed
                  ? AgreementState.MEDIATION_ACCEPTED
                  : HISTORY.open(deal)
                      ? AgreementState.RESULTS_CHECKED
                      : AgreementState.RESULTS_ACCEPTED);
    }
    assertThat(open).isEqualTo(50);
  }

  @Test
  void theNodesBlocksFollowOnThoseOfTheJournalAndHoldTheirLogs() throws Exception {
    try (HistoryNode node = new HistoryNode(HISTORY);
        JsonRpcChain chain =
            JsonRpcChain.connect(RpcSettings.of(URI.create("http://127.0.0.1:" + node.port())))) {
      BlockRef last = MarketHistory.block(HISTORY.recorded());
      assertThat(chain.heads().latest()).isEqualTo(last);
      assertThat(chain.block(last.number() + 1)).isEmpty();
      node.head(last.number() + 3);
      BlockRef next = chain.block(last.number() + 1).orElseThrow();
      assertThat(next.parentHash()).isEqualTo(last.hash());
      assertThat(chain.logs(next, Set.of(MarketHistory.STORAGE)))
          .isEqualTo(new BlockLogs.Found(HISTORY.logs(next.number())));
      assertThat(chain.logs(1, 2, Set.of(MarketHistory.STORAGE)))
          .hasSize(2 * MarketHistory.FIVE)
          .startsWith(HISTORY.logs(1).getFirst());
    }
  }
}
