// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension PlanBuilder {
  /// uid_map and gid_map of a new user namespace.
  mutating func mapIDs() {
    guard namespaces[.user].isNew else { return }
    let uids = PlanBuilder.ranges(spec.linux?.uidMappings ?? [])
    let gids = PlanBuilder.ranges(spec.linux?.gidMappings ?? [])
    clone {
      $0.uidMap = uids
      $0.gidMap = gids
    }
  }

  static func ranges(_ mappings: [IDMapping]) -> [IDRange] {
    var ranges: [IDRange] = []
    for mapping in mappings {
      ranges.append(
        IDRange(
          containerID: UInt32(truncatingIfNeeded: mapping.containerID ?? 0),
          hostID: UInt32(truncatingIfNeeded: mapping.hostID ?? 0), size: UInt32(truncatingIfNeeded: mapping.size ?? 0)))
    }
    return ranges
  }
}
