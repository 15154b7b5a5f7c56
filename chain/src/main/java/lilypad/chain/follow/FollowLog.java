package lilypad.chain.follow;

import lilypad.chain.rpc.RpcDisproved;
import lilypad.chain.rpc.RpcFault;
import lilypad.protocol.BlockRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator must see of the proofs. */
final class FollowLog {

  private static final Logger LOG = LoggerFactory.getLogger("lilypad.operator.chain");

  private boolean toldOfOld;

  void probed(Provability found) {
    switch (found) {
      case Provability.Provable provable ->
          LOG.info(
              "chain: {} proves its blocks: hash and receipts of block {} were recomputed",
              provable.endpoint(),
              provable.sample());
      case Provability.NotProvable not ->
          LOG.warn(
              "chain: {} cannot prove its blocks, so its logs are believed: one that it leaves out"
                  + " is not noticed. {}",
              not.endpoint(),
              not.why());
    }
  }

  void notVerifying() {
    LOG.warn(
        "chain: lilypad.chain.follow.verify is none: a log that the endpoint leaves out is not"
            + " noticed");
  }

  void bloomIsNotHonest(String endpoint, BlockRef block) {
    LOG.warn(
        "chain: the bloom that {} serves for block {} is not the one of its logs: the receipts of"
            + " every block are read from now on",
        endpoint,
        block);
  }

  /** Once: a first start far behind reads many such ranges. */
  void olderThanDepth(long from, long finalized, long depth) {
    if (!toldOfOld) {
      toldOfOld = true;
      LOG.warn(
          "chain: of blocks {} to {}, more than {} below the last final one"
              + " (lilypad.chain.follow.verify-depth), only the logs that are told are checked: one"
              + " that is left out is not noticed",
          from,
          finalized - depth,
          depth);
    }
  }

  void interrupted(long next, RpcFault fault) {
    LOG.info("chain: read up to block {}, then: {}", next - 1, fault.getMessage());
  }

  void disproved(RpcDisproved evidence) {
    LOG.warn("chain: {}", evidence.getMessage());
  }
}
