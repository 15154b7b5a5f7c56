package lilypad.mediator.solver;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import lilypad.mediator.deal.DealPorts;
import lilypad.protocol.Bytes;
import lilypad.protocol.DealId;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.cid.DagLimits;
import lilypad.protocol.cid.FileTree;
import lilypad.protocol.deal.DealCommand;
import lilypad.protocol.job.DealContainer;
import lilypad.protocol.job.DealIds;
import lilypad.protocol.job.JobOffer;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.job.MalformedJob;
import lilypad.protocol.job.ModuleManifest;
import lilypad.protocol.job.SolverDeal;
import lilypad.verifier.artifact.ArtifactFetch;
import lilypad.verifier.artifact.ArtifactSource;

/**
 * Asks the solver for its account of a deal ({@code GET /api/v1/deals/ID}, Lilypad's shape) and
 * reads the module's manifest for its profile. Believes nothing: the deal compares the account with
 * the chain, and the id with the account.
 */
public final class SolverClient implements DealPorts.Jobs {

  private final URI solver;
  private final Duration timeout;
  private final ArtifactSource artifacts;
  private final Executor blocking;
  private final HttpClient http;

  /** What modules that were read say of themselves; a content id has one content for ever. */
  private final Map<Cid, Optional<ModuleManifest>> manifests =
      Collections.synchronizedMap(new NewestManifests());

  /** As many as are likely to be asked for again. */
  private static final class NewestManifests extends LinkedHashMap<Cid, Optional<ModuleManifest>> {
    private static final long serialVersionUID = 1;
    private static final int MOST = 256;

    NewestManifests() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Cid, Optional<ModuleManifest>> eldest) {
      return size() > MOST;
    }
  }

  /**
   * A client of one solver.
   *
   * @param artifacts where module folders come from
   * @param blocking runs the calls, which wait
   */
  public SolverClient(URI solver, Duration timeout, ArtifactSource artifacts, Executor blocking) {
    this.solver = solver;
    this.timeout = timeout;
    this.artifacts = artifacts;
    this.blocking = blocking;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // What is done with an answer as it comes is short: no thread of its own is worth it.
            // When the client itself tries again, the name's resolution and TLS run there too.
            .executor(Runnable::run)
            .connectTimeout(timeout)
            .build();
  }

  @Override
  public CompletionStage<DealCommand.JobFound> describe(DealId deal) {
    return CompletableFuture.supplyAsync(() -> ask(deal), blocking);
  }

  private DealCommand.JobFound ask(DealId deal) {
    DealContainer container = DealContainer.parse(get(deal));
    SolverDeal told = container.deal();
    Cid recomputed = DealIds.recompute(container.dealJson());
    return new DealCommand.JobFound(
        recomputed.toString(), told.members(), told.pricing().onChain(), job(told.jobOffer()));
  }

  private Bytes get(DealId deal) {
    URI uri =
        URI.create(
            solver
                + "/api/v1/deals/"
                + URLEncoder.encode(deal.text(), StandardCharsets.UTF_8).replace("+", "%20"));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).GET().build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new SolverFault("the deal with status 200", "status " + response.statusCode());
        }
        byte[] read = body.readNBytes(DealContainer.MAX_SIZE + 1);
        if (read.length > DealContainer.MAX_SIZE) {
          throw new SolverFault("at most " + DealContainer.MAX_SIZE + " bytes", "more than that");
        }
        return Bytes.of(read);
      }
    } catch (IOException e) {
      throw new SolverFault("an answer from " + uri.getHost(), String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SolverFault("an answer", "an interruption", e);
    }
  }

  private JobToRun job(JobOffer offer) {
    return JobToRun.of(offer, manifest(Cid.parse(offer.module().hash())));
  }

  /**
   * What the module says of itself, as far as it can be read. A module that cannot be fetched now
   * is asked for again.
   */
  private Optional<ModuleManifest> manifest(Cid module) {
    Optional<ModuleManifest> known = manifests.get(module);
    return known == null ? fetched(module) : known;
  }

  private Optional<ModuleManifest> fetched(Cid module) {
    try {
      ArtifactFetch<FileTree> fetched = artifacts.fetchTree(module, List.of(), DagLimits.RESULT);
      return switch (fetched) {
        case ArtifactFetch.Fetched<FileTree> tree -> {
          Optional<ModuleManifest> manifest =
              Optional.ofNullable(tree.content().files().get(ModuleManifest.FILE_NAME))
                  .flatMap(SolverClient::parsed);
          manifests.put(module, manifest);
          yield manifest;
        }
        case ArtifactFetch.Unavailable<FileTree> unavailable ->
            throw new SolverFault(
                "the module " + module + " at a gateway",
                "no block " + unavailable.block() + " (" + unavailable.tried() + ")");
        case ArtifactFetch.Unreadable<FileTree> unreadable -> Optional.empty();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SolverFault("the module's folder", "an interruption", e);
    }
  }

  private static Optional<ModuleManifest> parsed(Bytes manifest) {
    try {
      return Optional.of(ModuleManifest.parse(manifest));
    } catch (MalformedJob e) {
      return Optional.empty();
    }
  }
}
