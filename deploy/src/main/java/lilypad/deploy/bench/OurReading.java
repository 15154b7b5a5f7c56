package lilypad.deploy.bench;

import java.net.URI;
import lilypad.chain.rpc.JsonRpcChain;
import lilypad.chain.rpc.RpcSettings;
import lilypad.protocol.ChainLog;
import lilypad.protocol.abi.DecodedLog;
import lilypad.protocol.abi.LogDecoder;

/** As the follower and the intake do it. */
final class OurReading implements Reading {

  private final JsonRpcChain chain;

  OurReading(URI node) {
    this.chain = JsonRpcChain.connect(RpcSettings.of(node));
  }

  @Override
  public void read(int range, Tally tally) {
    for (ChainLog log :
        chain.logs(CannedLogs.from(range), CannedLogs.to(range), CannedLogs.contracts())) {
      switch (LogDecoder.decode(log)) {
        case DecodedLog.Decoded decoded -> tally.add(decoded.event());
        case DecodedLog.UnknownLog unknown -> throw new BenchFault("unknown: " + unknown);
        case DecodedLog.MalformedLog malformed -> throw new BenchFault("malformed: " + malformed);
      }
    }
  }
}
