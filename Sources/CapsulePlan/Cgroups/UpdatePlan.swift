// SPDX-License-Identifier: Apache-2.0

package import OCI

/// What the files of a container's v2 cgroup say now of settings that an update may give by half.
package struct PresentLimits: Sendable {
  /// `cpu.max`: quota and period.
  package var cpuMax: String?
  /// `memory.max` and `memory.swap.max`.
  package var memoryMax: String?
  package var memorySwapMax: String?

  package init(cpuMax: String? = nil, memoryMax: String? = nil, memorySwapMax: String? = nil) {
    self.cpuMax = cpuMax
    self.memoryMax = memoryMax
    self.memorySwapMax = memorySwapMax
  }
}

extension CgroupPlan {
  /// What `update` writes into the cgroups of a container that runs: only what `resources` has, never a device filter.
  ///
  /// The targets are those of `places`, in their order.
  package static func update(
    _ resources: Resources, in places: [CgroupDirectory], _ found: CgroupFacts, present: PresentLimits
  ) throws(Failure) -> CgroupPlan {
    var settings = CgroupSettings(found: found)
    try settings.place(resources.completed(from: present, found))
    var targets: [CgroupTarget] = []
    for place in places {
      if place.isUnified, let unified = found.unified {
        var target = CgroupTarget(
          hierarchy: .v2(unified), path: below(unified.mountPoint, place), writes: settings.unified)
        settings.unified = []
        if found.v1.isEmpty { target.memoryCheck = V2Writes.check(resources) }
        targets.append(target)
      } else if let index = found.v1.firstIndex(where: { $0.key == place.key }) {
        let hierarchy = found.v1[index]
        targets.append(
          CgroupTarget(
            hierarchy: .v1(hierarchy), path: below(hierarchy.mountPoint, place), writes: settings.v1[index]))
        settings.v1[index] = []
      } else {
        throw Failure(.cgroup, "the cgroup hierarchy of \(place.path) is not mounted any more")
      }
    }
    for left in settings.v1 + [settings.unified] {
      guard let write = left.first else { continue }
      throw Failure(
        .cgroup, "\(write.pointer): cannot set \(write.controller) limit: the container has no cgroup for it",
        hint: "it was made without, by --cgroup-manager disabled or by a user who may not make one")
    }
    return CgroupPlan(targets: targets, cloneTarget: nil)
  }

  private static func below(_ mountPoint: String, _ place: CgroupDirectory) -> String {
    String(decoding: Array(place.path.utf8.dropFirst(mountPoint.utf8.count)), as: UTF8.self)
  }
}

extension Resources {
  /// On v2 one file holds quota and period, and swap is counted without the memory: what the update leaves open of
  /// them is what the cgroup has now.
  func completed(from present: PresentLimits, _ found: CgroupFacts) -> Resources {
    var resources = self
    func isUnified(_ controller: String) -> Bool { !found.v1.contains { $0.controllers.contains(controller) } }
    if isUnified("cpu"), let cpu { resources.cpu = cpu.completed(from: present) }
    if isUnified("memory"), let memory { resources.memory = memory.completed(from: present) }
    return resources
  }
}

extension CPU {
  fileprivate func completed(from present: PresentLimits) -> CPU {
    guard (quota?.unlessZero == nil) != (period?.unlessZero == nil), let cpuMax = present.cpuMax else { return self }
    var cpu = self
    let words = cpuMax.utf8.split(separator: UInt8(ascii: " ")).map { String(decoding: Array($0), as: UTF8.self) }
    if quota?.unlessZero == nil, let first = words.first { cpu.quota = first == "max" ? -1 : Int64(first) }
    if period?.unlessZero == nil, words.count > 1 { cpu.period = UInt64(words[1]) }
    return cpu
  }
}

extension Memory {
  /// Memory and swap together stay what they were when memory alone changes, as on v1; a limit that is none is not
  /// filled in, so that swap alone is refused there as at `create`.
  fileprivate func completed(from present: PresentLimits) -> Memory {
    var memory = self
    let nowLimit = present.memoryMax.flatMap { Int64($0) }
    if let swap = swap?.unlessZero, swap > 0, limit?.unlessZero == nil { memory.limit = nowLimit }
    if let limit = limit?.unlessZero, limit > 0, swap?.unlessZero == nil, let nowLimit,
      let nowSwap = present.memorySwapMax.flatMap({ Int64($0) })
    {
      memory.swap = nowLimit + nowSwap
    }
    return memory
  }
}
