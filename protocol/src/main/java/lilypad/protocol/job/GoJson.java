package lilypad.protocol.job;

import java.util.Optional;
import lilypad.protocol.Address;
import lilypad.protocol.Bytes;
import lilypad.protocol.abi.Members;

/**
 * Prints offers, deals and results byte for byte as Lilypad's Go programs do, since ids are made
 * from those bytes: key order as in their structs, empty lists as null (except a resource offer's
 * modules), addresses with checksum.
 */
public final class GoJson {

  private GoJson() {}

  /** The deal alone, as {@link DealIds} takes it. */
  public static Bytes deal(SolverDeal deal) {
    GoWriter out = new GoWriter();
    write(out, deal);
    return out.toBytes();
  }

  /** A job offer. */
  public static Bytes jobOffer(JobOffer offer) {
    GoWriter out = new GoWriter();
    write(out, offer);
    return out.toBytes();
  }

  /** A resource offer. */
  public static Bytes resourceOffer(ResourceOffer offer) {
    GoWriter out = new GoWriter();
    write(out, offer);
    return out.toBytes();
  }

  /** A result. */
  public static Bytes result(SolverResult result) {
    return new GoWriter()
        .open()
        .field("id", result.id())
        .field("deal_id", result.dealId().text())
        .field("data_id", result.dataId())
        .field("error", result.error())
        .field("instruction_count", result.instructionCount())
        .close()
        .toBytes();
  }

  /** What a solver answers for a deal; the transactions' hashes are left empty. */
  public static Bytes container(DealContainer container) {
    GoWriter out = new GoWriter();
    out.open()
        .field("id", container.id().text())
        .field("created_at", container.createdAt())
        .field("upload_at", 0)
        .field("download_at", 0)
        .field("job_creator", container.jobCreator().checksummed())
        .field("resource_provider", container.resourceProvider().checksummed())
        .field("job_offer", container.jobOffer())
        .field("resource_offer", container.resourceOffer())
        .field("state", container.state());
    write(out.name("deal"), container.deal());
    out.name("transactions").open();
    empty(
        out,
        "resource_provider",
        "agree",
        "add_result",
        "timeout_agree",
        "timeout_judge_result",
        "timeout_mediate_result");
    empty(
        out,
        "job_creator",
        "agree",
        "accept_result",
        "check_result",
        "timeout_agree",
        "timeout_submit_result",
        "timeout_mediate_result");
    empty(out, "mediator", "mediation_accept_result", "mediation_reject_result");
    return out.close().field("mediator", text(container.mediator())).close().toBytes();
  }

  private static void write(GoWriter out, SolverDeal deal) {
    Members members = deal.members();
    out.open()
        .field("id", deal.id().text())
        .name("members")
        .open()
        .field("solver", members.solver().checksummed())
        .field("job_creator", members.jobCreator().checksummed())
        .field("resource_provider", members.resourceProvider().checksummed())
        .listOrNull("mediators", members.mediators(), GoJson::write)
        .close();
    write(out.name("pricing"), deal.pricing());
    write(out.name("job_offer"), deal.jobOffer());
    write(out.name("resource_offer"), deal.resourceOffer());
    out.close();
  }

  private static void write(GoWriter out, JobOffer offer) {
    ModuleRef module = offer.module();
    out.open()
        .field("id", offer.id())
        .field("created_at", offer.createdAt())
        .field("nonce", offer.nonce())
        .field("job_creator", offer.jobCreator().checksummed())
        .name("module")
        .open()
        .field("name", module.name())
        .field("repo", module.repo())
        .field("hash", module.hash())
        .field("path", module.path())
        .close();
    write(out.name("spec"), offer.spec());
    out.map("inputs", offer.inputs(), GoWriter::text)
        .name("inputFiles")
        .open()
        .listOrNull("required", offer.inputFiles().required(), GoWriter::text)
        .listOrNull("optional", offer.inputFiles().optional(), GoWriter::text)
        .close()
        .field("executionTimeoutSeconds", offer.executionTimeoutSeconds())
        .field("mode", offer.mode());
    write(out.name("pricing"), offer.pricing());
    write(out.name("trusted_parties"), offer.trustedParties());
    out.name("target").open().field("address", text(offer.target())).close().close();
  }

  private static void write(GoWriter out, ResourceOffer offer) {
    out.open()
        .field("id", offer.id())
        .field("created_at", offer.createdAt())
        .field("resource_provider", offer.resourceProvider().checksummed())
        .field("index", offer.index());
    write(out.name("spec"), offer.spec());
    out.list("modules", offer.modules(), GoWriter::text).field("mode", offer.mode());
    write(out.name("default_pricing"), offer.defaultPricing());
    out.map("module_pricing", offer.modulePricing(), GoJson::write);
    write(out.name("trusted_parties"), offer.trustedParties());
    out.close();
  }

  private static void write(GoWriter out, MachineSpec spec) {
    out.open()
        .field("gpu", spec.gpu())
        .listOrNull(
            "gpus",
            spec.gpus(),
            (to, gpu) ->
                to.open()
                    .field("name", gpu.name())
                    .field("vendor", gpu.vendor())
                    .field("vram", gpu.vram())
                    .close())
        .field("cpu", spec.cpu())
        .field("ram", spec.ram())
        .field("disk", spec.disk())
        .close();
  }

  private static void write(GoWriter out, OfferPricing pricing) {
    out.open()
        .field("instruction_price", pricing.instructionPrice())
        .field("payment_collateral", pricing.paymentCollateral())
        .field("results_collateral_multiple", pricing.resultsCollateralMultiple())
        .field("mediation_fee", pricing.mediationFee())
        .close();
  }

  private static void write(GoWriter out, TrustedParties parties) {
    out.open()
        .field("solver", text(parties.solver()))
        .listOrNull("mediator", parties.mediators(), GoJson::write)
        .field("api_host", parties.apiHost())
        .close();
  }

  private static void write(GoWriter out, Address address) {
    out.text(address.checksummed());
  }

  private static void empty(GoWriter out, String name, String... fields) {
    out.name(name).open();
    for (String field : fields) {
      out.field(field, "");
    }
    out.close();
  }

  private static String text(Optional<Address> address) {
    return address.map(Address::checksummed).orElse("");
  }
}
