package lilypad.protocol.job;

/**
 * Which module a job runs, as its offer says; all of it free text.
 *
 * @param name a short name, often empty
 * @param repo where it is kept
 * @param hash what identifies its content: for a WASM module the CID of its folder
 * @param path of the module's description within the repository
 */
public record ModuleRef(String name, String repo, String hash, String path) {

  static ModuleRef read(JsonField json) {
    return new ModuleRef(
        json.field("name").text(),
        json.field("repo").text(),
        json.field("hash").text(),
        json.field("path").text());
  }
}
