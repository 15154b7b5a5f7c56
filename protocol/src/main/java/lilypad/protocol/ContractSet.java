package lilypad.protocol;

/**
 * Where one deployment of Lilypad's contracts lives on its chain. Users and controller matter to
 * the parties of a deal; a mediator works with the other four.
 *
 * @param token the ERC-20 that deals are paid in, keeper of the escrow
 * @param payments emits {@code Payment}
 * @param storage holds deals, agreements and results; emits {@code DealStateChange}
 * @param users the registry of roles and URLs
 * @param mediation draws mediators and takes verdicts; emits {@code MediationRequested}
 * @param controller takes every step of the parties
 */
public record ContractSet(
    Address token,
    Address payments,
    Address storage,
    Address users,
    Address mediation,
    Address controller) {}
