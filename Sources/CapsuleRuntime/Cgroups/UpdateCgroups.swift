// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel

/// New limits for a container that runs.
extension ContainerCgroups {
  /// What a v2 cgroup says of settings that an update may give by half; nothing where there is none.
  func presentLimits() throws(Failure) -> PresentLimits {
    guard let unified = directories.first(where: { $0.isUnified })?.path else { return PresentLimits() }
    return PresentLimits(
      cpuMax: try CgroupFiles.text(unified + "/cpu.max"), memoryMax: try CgroupFiles.text(unified + "/memory.max"),
      memorySwapMax: try CgroupFiles.text(unified + "/memory.swap.max"))
  }

  /// Writes all of a plan made by `CgroupPlan.update`, or puts back what it had written.
  func update(_ plan: CgroupPlan) throws(Failure) {
    let former = try formerValues(plan)
    do throws(Failure) {
      try apply(plan)
    } catch {
      var failure = error
      for (place, writes) in former {
        do throws(Failure) {
          try CgroupWriter.write(writes, in: place)
        } catch {
          failure.cleanup.append("the former values were not all put back: " + error.message)
        }
      }
      throw failure
    }
  }

  /// The values that are replaced, last first.
  ///
  /// Files with a line for each device are left out: a line that was not there cannot be put back.
  private func formerValues(_ plan: CgroupPlan) throws(Failure) -> [(place: String, writes: [CgroupWrite])] {
    var former: [(place: String, writes: [CgroupWrite])] = []
    for (index, target) in plan.targets.enumerated() {
      guard index < places.count, let place = places[index]?.path, !target.writes.isEmpty else { continue }
      var writes: [CgroupWrite] = []
      for write in target.writes.reversed() where !writes.contains(where: { $0.file == write.file }) {
        guard !CgroupFiles.isByDevice(write.file), let now = try CgroupFiles.text(place + "/" + write.file) else {
          continue
        }
        // Their order may matter either way.
        writes.append(CgroupWrite(file: write.file, value: now, pointer: write.pointer, afterNext: true))
      }
      former.append((place, writes))
    }
    return former
  }
}

extension CgroupFiles {
  /// Whether a control file has a line for each device or interface.
  fileprivate static func isByDevice(_ file: String) -> Bool {
    for prefix in ["io.", "blkio.", "rdma.", "net_prio."] where file.utf8.starts(with: prefix.utf8) { return true }
    return false
  }
}
