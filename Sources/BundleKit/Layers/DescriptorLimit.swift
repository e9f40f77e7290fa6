// SPDX-License-Identifier: Apache-2.0
internal import Kernel
internal import LinuxABI

/// More descriptors for a while, as far as the hard limit goes; what we start later is to have the limit we were given.
struct DescriptorLimit {
  private let former: (soft: UInt64, hard: UInt64)?

  init(atLeast count: UInt64) {
    let resource = ResourceLimit.openFiles.rawValue
    guard let limit = try? Limits.current(resource), limit.soft < count,
      (try? Limits.set(resource, soft: min(count, limit.hard), hard: limit.hard)) != nil
    else {
      former = nil
      return
    }
    former = limit
  }

  func restore() {
    guard let former else { return }
    try? Limits.set(ResourceLimit.openFiles.rawValue, soft: former.soft, hard: former.hard)
  }
}
