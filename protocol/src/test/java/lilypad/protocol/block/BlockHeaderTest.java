package lilypad.protocol.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.BlockRef;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import org.junit.jupiter.api.Test;

/** Hashes that others published, from their fields; one field more or less gives another hash. */
class BlockHeaderTest {

  private static final Bytes NO_NONCE = Bytes.of(new byte[8]);
  private static final Optional<Hash32> NO_WITHDRAWALS = Optional.of(OrderedTrie.EMPTY_ROOT);

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  private static Hash32 hash(String digits) {
    return Hash32.fromHex(digits);
  }

  /** Ethereum's first block, of the very first fork. */
  private static BlockHeader genesis(long time) {
    return new BlockHeader(
        Hash32.ZERO,
        BlockHeader.NO_OMMERS,
        Address.ZERO,
        hash("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544"),
        OrderedTrie.EMPTY_ROOT,
        OrderedTrie.EMPTY_ROOT,
        LogsBloom.EMPTY,
        hex("400000000"),
        0,
        BigInteger.valueOf(5000),
        BigInteger.ZERO,
        time,
        Bytes.fromHex("11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa"),
        Hash32.ZERO,
        Bytes.fromHex("0000000000000042"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void theHashOfEthereumsFirstBlockIsTheKnownOne() {
    assertThat(genesis(0).hash())
        .isEqualTo(hash("d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"));
    assertThat(genesis(1).hash()).isNotEqualTo(genesis(0).hash());
    assertThat(BlockHeader.NO_OMMERS)
        .isEqualTo(hash("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"));
  }

  /** Block 2 of the chain that the execution API's conformance tests are made on. */
  @Test
  void aBlockOfCancunHasThePublishedHash() {
    BlockHeader header =
        new BlockHeader(
            hash("ac5c61edb087a51279674fe01d5c1f65eac3fd8597f9bea215058e745df8088e"),
            BlockHeader.NO_OMMERS,
            Address.ZERO,
            hash("34c5e1bfa5d2926acbb4521a281b1e24d12844f7f61a191f5a62bccc6c65f804"),
            hash("7f22f5f9c8c77e73f8d2ab804f3dda702dc6cb3a2da2ff9d384d9f29755b521c"),
            hash("86bac29aa9deab4f88fd6234835596f7ede2f59f068167bb1b9fac6772f65396"),
            new LogsBloom(
                Bytes.fromHex(
                    "0000100000000000000000001000000000001000000000000080420080000080"
                        + "0000000040000200000000000000000000800a00000000000000000000000000"
                        + "0000000000000000000040000100000002040000000000000010000000000220"
                        + "0000000000200020000000000200400040000000000088000000400000000000"
                        + "0004000000000000000000000000000000000000000000000000000000000000"
                        + "0000000204000090000000000000000000000001080100000000000000100000"
                        + "0000200001000010002000000008000000000000000000000000000000000000"
                        + "0000000000000000000000000000000002008000000000010000000000000000")),
            BigInteger.ZERO,
            2,
            hex("23f3e20"),
            hex("45a1b"),
            20,
            Bytes.EMPTY,
            Hash32.ZERO,
            NO_NONCE,
            Optional.of(hex("2dbf1f99")),
            NO_WITHDRAWALS,
            Optional.of(BigInteger.ZERO),
            Optional.of(BigInteger.ZERO),
            Optional.of(hash("2c809fbc7e3991c8ab560d1431fa8b6f25be4ab50977f0294dfeca9677866b6e")),
            Optional.empty());

    assertThat(header.block())
        .isEqualTo(
            new BlockRef(
                2,
                hash("a111ce2477e1dd45173ba93cac819e62947e62a63a7d561b6f4825fb31c22645"),
                hash("ac5c61edb087a51279674fe01d5c1f65eac3fd8597f9bea215058e745df8088e"),
                20));
  }

  /** Block 45 of a later version of that chain, with requests. */
  @Test
  void aBlockOfPragueHasThePublishedHash() {
    BlockHeader header =
        new BlockHeader(
            hash("5728fa3c576e9a3752567c117c855c453c366645ed30f9490bb30b230a99b751"),
            BlockHeader.NO_OMMERS,
            Address.ZERO,
            hash("56852e5aa0d8282b17c5bf8bc232b237080bd5d8bd2bca5ea885a222ebc9d281"),
            hash("e5dd57ce3d51101d81f5dd866b2c0a878d44245ef8f96836c07210a529b0a438"),
            hash("2c86b2791cdd088d3c3e9d6225f71724d3e8c67bdd13cd6208831058cee1043f"),
            bloomOfPrague(),
            BigInteger.ZERO,
            45,
            hex("bebc200"),
            hex("54a92"),
            450,
            Bytes.EMPTY,
            Hash32.ZERO,
            NO_NONCE,
            Optional.of(hex("56a6c98")),
            NO_WITHDRAWALS,
            Optional.of(BigInteger.ZERO),
            Optional.of(BigInteger.ZERO),
            Optional.of(hash("4b118bd31ed2c4eeb81dc9e3919e9989994333fe36f147c2930f12c53f0d3c78")),
            Optional.of(hash("57cac3e52cdcd73e52bd9e54956e0eae370f00ed41f68edc78266bdb46c3a543")));

    assertThat(header.hash())
        .isEqualTo(hash("e02dd6dfcd01b2afca0e56cd1d09535398be984b97b3e8be7bfba38ea17fc633"));
  }

  private static LogsBloom bloomOfPrague() {
    return new LogsBloom(
        Bytes.fromHex(
            "0000000000800000000000000000004000000000000000000000000080000000"
                + "0000000008000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000040000000000202000000000000000000000000000020"
                + "0000000000000000000000000000000000000000000000000000010000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000090000000000000000000000020000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000"
                + "0000000000000000000000000000000000000000000000000000000000000000"));
  }

  @Test
  void aLaterForksFieldWithoutAnEarlierOneIsRefused() {
    BlockHeader first = genesis(0);

    assertThatThrownBy(
            () ->
                new BlockHeader(
                    first.parentHash(),
                    first.ommersHash(),
                    first.beneficiary(),
                    first.stateRoot(),
                    first.transactionsRoot(),
                    first.receiptsRoot(),
                    first.logsBloom(),
                    first.difficulty(),
                    first.number(),
                    first.gasLimit(),
                    first.gasUsed(),
                    first.timestamp(),
                    first.extraData(),
                    first.mixHash(),
                    first.nonce(),
                    Optional.empty(),
                    NO_WITHDRAWALS,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(MalformedValue.class)
        .hasMessageContaining("without a gap");
  }
}
