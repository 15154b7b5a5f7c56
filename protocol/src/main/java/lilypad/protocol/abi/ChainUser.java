package lilypad.protocol.abi;

import java.util.List;
import lilypad.protocol.Address;

/**
 * An entry of the users contract.
 *
 * @param address whose it is; zero where there is none
 * @param metadataCid free text
 * @param url free text
 * @param roles what it offers
 */
public record ChainUser(Address address, String metadataCid, String url, List<ServiceType> roles) {

  public ChainUser {
    roles = List.copyOf(roles);
  }

  static ChainUser read(AbiReader in) {
    return in.tuple(
        4,
        user ->
            new ChainUser(
                user.address(),
                user.string(),
                user.string(),
                user.list(role -> role.enumeration(ServiceType.values()))));
  }
}
