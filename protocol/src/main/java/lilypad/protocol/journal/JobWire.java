package lilypad.protocol.journal;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import lilypad.protocol.cid.Cid;
import lilypad.protocol.job.JobToRun;
import lilypad.protocol.rules.Profile;
import lilypad.protocol.wire.journal.JobEntryMsg;
import lilypad.protocol.wire.journal.JobMsg;
import lilypad.protocol.wire.journal.ProfileMsg;

/** A job, to and from protobuf. */
final class JobWire {

  private JobWire() {}

  static JobMsg of(JobToRun job) {
    JobMsg.Builder out =
        JobMsg.newBuilder().setModule(Wire.of(job.module().digest())).setProfile(of(job.profile()));
    job.runtime().ifPresent(runtime -> out.setRuntime(Wire.of(runtime)));
    job.inputs().forEach((name, value) -> out.addInputs(entry(name, value)));
    job.inputFiles().forEach((path, cid) -> out.addInputFiles(entry(path, cid.toString())));
    return out.build();
  }

  private static JobEntryMsg entry(String name, String value) {
    return JobEntryMsg.newBuilder().setName(name).setValue(value).build();
  }

  static JobToRun job(JobMsg m) {
    SortedMap<String, String> inputs = new TreeMap<>();
    m.getInputsList().forEach(entry -> inputs.put(entry.getName(), entry.getValue()));
    SortedMap<String, Cid> files = new TreeMap<>();
    m.getInputFilesList().forEach(entry -> files.put(entry.getName(), Cid.parse(entry.getValue())));
    return new JobToRun(
        new Cid(Wire.hash(m.getModule())),
        profile(m.getProfile()),
        m.hasRuntime() ? Optional.of(Wire.hash(m.getRuntime())) : Optional.empty(),
        inputs,
        files);
  }

  static ProfileMsg of(Profile profile) {
    return switch (profile) {
      case DETERMINISTIC -> ProfileMsg.PROFILE_DETERMINISTIC;
      case AMBIENT -> ProfileMsg.PROFILE_AMBIENT;
      case UNKNOWN -> ProfileMsg.PROFILE_UNKNOWN;
    };
  }

  static Profile profile(ProfileMsg profile) {
    return switch (profile) {
      case PROFILE_DETERMINISTIC -> Profile.DETERMINISTIC;
      case PROFILE_AMBIENT -> Profile.AMBIENT;
      case PROFILE_UNKNOWN -> Profile.UNKNOWN;
      case PROFILE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("expected a profile, got " + profile);
    };
  }
}
