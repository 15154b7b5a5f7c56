package lilypad.protocol.job;

import java.util.List;

/**
 * What a machine offers or a job needs.
 *
 * @param gpu number of GPUs
 * @param gpus which
 * @param cpu thousandths of a core
 * @param ram MB
 * @param disk MB
 */
public record MachineSpec(int gpu, List<Gpu> gpus, int cpu, int ram, int disk) {

  /** One GPU; vram in MB. */
  public record Gpu(String name, String vendor, int vram) {}

  public MachineSpec {
    gpus = List.copyOf(gpus);
  }

  static MachineSpec read(JsonField json) {
    return new MachineSpec(
        json.field("gpu").smallNumber(),
        json.field("gpus")
            .list(
                gpu ->
                    new Gpu(
                        gpu.field("name").text(),
                        gpu.field("vendor").text(),
                        gpu.field("vram").smallNumber())),
        json.field("cpu").smallNumber(),
        json.field("ram").smallNumber(),
        json.field("disk").smallNumber());
  }
}
