// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI

/// What `--volume` shows to a RUN.
struct HostMounts {
  private(set) var mounts: [ContainerSpec.Mount] = []
  private(set) var places: [MountPlace] = []

  /// Those of `volumes` that no mount of the RUN's own stands in for.
  init(_ volumes: [BuildVolume], except own: [ContainerSpec.Mount], _ root: StepRoot) throws(Failure) {
    for (number, volume) in volumes.enumerated() where !own.contains(where: { $0.destination == volume.destination }) {
      do throws(Failure) { try add(volume, "volume-\(number)", root) } catch {
        throw error.during("--volume \(volume.source):\(volume.destination)")
      }
    }
  }

  private mutating func add(_ volume: BuildVolume, _ name: String, _ root: StepRoot) throws(Failure) {
    let file = try HostMounts.open(volume)
    let (shown, isDirectory) = try root.show(file, isRecursive: volume.isRecursive, as: name)
    let source = volume.isOverlay ? try root.discardingWrites(to: shown, isDirectory: isDirectory, name) : shown
    let options = [volume.isRecursive ? "rbind" : "bind", "rprivate"] + volume.options
    mounts.append(
      ContainerSpec.Mount(volume.destination, "bind", source, options + (volume.isReadOnly ? ["ro"] : [])))
    places.append(MountPlace(path: volume.destination, isDirectory: isDirectory))
  }

  /// Fails for what no RUN could be shown.
  static func check(_ volumes: [BuildVolume]) throws(Failure) {
    for volume in volumes {
      try VolumeStore.checkRelabelling(volume.source, isWanted: volume.wantsRelabel)
      do throws(Failure) { _ = try open(volume) } catch {
        throw error.during("--volume \(volume.source):\(volume.destination)")
      }
    }
  }

  private static func open(_ volume: BuildVolume) throws(Failure) -> Descriptor {
    try asFailure(.build) { () throws(KernelError) in try Files.open(volume.source, OpenFlags.path) }
  }
}
