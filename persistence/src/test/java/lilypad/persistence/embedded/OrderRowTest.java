package lilypad.persistence.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import lilypad.persistence.embedded.stored.OrderEntry;
import lilypad.protocol.merkle.MerkleHash;
import org.junit.jupiter.api.Test;

class OrderRowTest {

  @Test
  void aRowHasTheBytesOfItsMessage() {
    var hash = MerkleHash.leaf(new byte[5]);
    for (String id : List.of("a", "deal|\u00e4\u20ac", "x".repeat(200))) {
      for (long number : List.of(1L, 127L, 128L, Long.MAX_VALUE)) {
        assertThat(OrderRow.of(Keys.id(id), number, hash))
            .isEqualTo(
                OrderEntry.newBuilder()
                    .setPersistenceId(id)
                    .setSequenceNr(number)
                    .setLeafHash(ByteString.copyFrom(hash.bytes().toArray()))
                    .build()
                    .toByteArray());
      }
    }
  }
}
