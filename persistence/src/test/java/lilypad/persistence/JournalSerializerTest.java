package lilypad.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lilypad.protocol.Hash32;
import lilypad.protocol.journal.JournalCodec;
import lilypad.protocol.journal.UnknownManifest;
import lilypad.protocol.settle.WalletEvent.IntentRefused;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.Test;

final class JournalSerializerTest {

  private final JournalSerializer serializer = new JournalSerializer();
  private final IntentRefused fact = new IntentRefused(Hash32.ZERO, "no funds");

  @Test
  void everyActorSystemStoresOurFactsInTheProtocolsForm() {
    ActorTestKit kit = ActorTestKit.create();
    try {
      Serialization serialization = SerializationExtension.get(kit.system());

      assertThat(serialization.findSerializerFor(fact)).isInstanceOf(JournalSerializer.class);
      byte[] bytes = serialization.serialize(fact).get();
      assertThat(bytes).isEqualTo(JournalCodec.encode(fact));
      String manifest = Serializers.manifestFor(serialization.findSerializerFor(fact), fact);
      assertThat(manifest).isEqualTo(JournalCodec.manifest(fact));
      assertThat(serialization.deserialize(bytes, JournalSerializer.IDENTIFIER, manifest).get())
          .isEqualTo(fact);
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void aManifestOfANewerVersionIsNamed() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "wallet.IntentForgotten/9"))
        .isInstanceOf(UnknownManifest.class)
        .hasMessageContaining("wallet.IntentForgotten/9");
  }

  @Test
  void whatIsNoFactIsRefusedByItsClass() {
    assertThatThrownBy(() -> serializer.toBinary("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
  }
}
