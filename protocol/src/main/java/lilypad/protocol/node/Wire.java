package lilypad.protocol.node;

import com.google.protobuf.ByteString;
import java.net.URI;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.Hash32;
import lilypad.protocol.MalformedValue;
import lilypad.protocol.ServerUrl;

/** Wire fields to values and back; every error names the field. */
final class Wire {

  private static final int SIGNATURE_LENGTH = 65;

  private Wire() {}

  static Hash32 hash(ByteString bytes, String field) {
    return new Hash32(bytes(bytes, 32, field));
  }

  static Address address(ByteString bytes, String field) {
    return new Address(bytes(bytes, 20, field));
  }

  static Bytes signature(ByteString bytes) {
    return bytes(bytes, SIGNATURE_LENGTH, "signature");
  }

  static URI uri(String text, String field) {
    try {
      return ServerUrl.http(text);
    } catch (MalformedValue e) {
      throw new MalformedValue(field + " to be a URL of http or https", "another text", e);
    }
  }

  static ByteString bytes(Hash32 hash) {
    return bytes(hash.bytes());
  }

  static ByteString bytes(Address address) {
    return bytes(address.bytes());
  }

  static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  private static Bytes bytes(ByteString bytes, int length, String field) {
    if (bytes.size() != length) {
      throw new MalformedValue(field + " of " + length + " bytes", bytes.size() + " bytes");
    }
    return Bytes.of(bytes.toByteArray());
  }
}
