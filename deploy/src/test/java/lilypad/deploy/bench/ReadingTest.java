package lilypad.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import lilypad.deploy.bench.Reading.Way;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadingTest {

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyWayFindsWhatTheGeneratorPutIn(Way way) throws Exception {
    CannedLogs logs = new CannedLogs(2);
    try (CannedNode node = new CannedNode(logs)) {
      Reading reading = way.open(URI.create("http://127.0.0.1:" + node.port()));
      for (int range = 0; range < logs.ranges(); range++) {
        Tally tally = new Tally();
        reading.read(range, tally);

        Tally expected = way == Way.DRAIN ? logs.expectedBytes(range) : logs.expected(range);
        assertThat(tally).hasToString(expected.toString());
        assertThat(tally.logs()).isEqualTo(CannedLogs.LOGS);
      }
      assertThat(logs.expected(0)).doesNotHaveToString(logs.expected(1).toString());
    }
  }
}
