package lilypad.chain.rpc;

import java.util.List;
import lilypad.protocol.Hash32;

/**
 * The parts of blocks that their hashes are made over, as one endpoint tells them. Nothing here is
 * checked: whoever asks recomputes, and knows then without trusting the endpoint.
 */
public interface BlockEvidence {

  /** The endpoint without credentials, path and query. */
  String endpoint();

  /** The headers of blocks by their hashes, asked in one request. */
  List<HeaderAnswer> headers(List<Hash32> blocks);

  /** The headers of the canonical blocks from {@code from} to {@code to}, asked in one request. */
  List<HeaderAnswer> headers(long from, long to);

  /** The receipts of all transactions of a block. */
  ReceiptsAnswer receipts(HeaderAnswer.Found block);
}
