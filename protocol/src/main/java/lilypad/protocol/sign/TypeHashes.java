package lilypad.protocol.sign;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lilypad.protocol.Hash32;
import lilypad.protocol.Keccak;
import lilypad.protocol.sign.TypedValue.Member;
import lilypad.protocol.sign.TypedValue.Struct;

/**
 * The hashes of what structs declare (EIP-712's typeHash). All statements of a kind declare the
 * same, and every signature and every check of one needs its hash.
 */
final class TypeHashes {

  /** As many as there are kinds of statements, and some more. */
  private static final int MOST = 64;

  private static final Map<String, Known> KNOWN = new ConcurrentHashMap<>();

  private TypeHashes() {}

  /**
   * A declaration without structs in it.
   *
   * @param members its members' names, each followed by its type
   */
  private record Known(List<String> members, Hash32 hash) {

    static Known of(Struct struct, Hash32 hash) {
      List<String> told = new ArrayList<>();
      for (Member member : struct.members()) {
        told.add(member.name());
        told.add(member.value().type());
      }
      return new Known(List.copyOf(told), hash);
    }

    boolean isOf(Struct struct) {
      if (members.size() != 2 * struct.members().size()) {
        return false;
      }
      int at = 0;
      for (Member member : struct.members()) {
        if (!members.get(at).equals(member.name())
            || !members.get(at + 1).equals(member.value().type())) {
          return false;
        }
        at += 2;
      }
      return true;
    }
  }

  /** The hash of a struct's {@link Struct#encodedType}. */
  static Hash32 of(Struct struct) {
    if (!isFlat(struct)) {
      return hashed(struct);
    }
    Known known = KNOWN.get(struct.type());
    if (known != null && known.isOf(struct)) {
      return known.hash();
    }
    Hash32 hash = hashed(struct);
    if (KNOWN.size() < MOST) {
      KNOWN.putIfAbsent(struct.type(), Known.of(struct, hash));
    }
    return hash;
  }

  /** What a member that is a struct declares is not told by its type's name. */
  private static boolean isFlat(Struct struct) {
    for (Member member : struct.members()) {
      if (member.value() instanceof Struct) {
        return false;
      }
    }
    return true;
  }

  private static Hash32 hashed(Struct struct) {
    return Keccak.hash(struct.encodedType().getBytes(StandardCharsets.UTF_8));
  }
}
