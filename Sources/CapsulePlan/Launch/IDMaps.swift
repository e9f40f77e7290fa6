// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

extension PlanBuilder {
  /// uid_map and gid_map of a new user namespace; of a joined one what they must be.
  mutating func mapIDs() {
    let uids = PlanBuilder.ranges(spec.linux?.uidMappings ?? [])
    let gids = PlanBuilder.ranges(spec.linux?.gidMappings ?? [])
    switch namespaces[.user] {
    case .inherited: return
    case .new:
      clone {
        $0.uidMap = uids
        $0.gidMap = gids
      }
    case .joined:
      clone {
        $0.joinedUIDMap = uids.isEmpty ? nil : uids
        $0.joinedGIDMap = gids.isEmpty ? nil : gids
      }
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
