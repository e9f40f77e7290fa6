// SPDX-License-Identifier: Apache-2.0

package import OCI

extension CgroupPlan {
  /// The host uid the container's v2 cgroup is given to, so that an init system inside can manage it; nil leaves it.
  ///
  /// Only with a cgroup namespace of its own and a read-write cgroup mount on /sys/fs/cgroup, and then to the user of
  /// the process (config-linux.md, "Cgroup ownership"). v1 is never given away: delegation is not secure there.
  package static func owner(of spec: RuntimeSpec) -> UInt32? {
    guard let linux = spec.linux else { return nil }
    let namespaces = linux.namespaces ?? []
    guard namespaces.contains(where: { $0.type == "cgroup" && ($0.path ?? "").utf8.isEmpty }) else { return nil }
    var writable = false
    for mount in spec.mounts ?? [] where mount.source == "cgroup" && mount.destination == "/sys/fs/cgroup" {
      writable = !(mount.options ?? []).contains("ro")
    }
    guard writable else { return nil }
    let uid = spec.process?.user?.uid ?? 0
    guard namespaces.contains(where: { $0.type == "user" }) else { return UInt32(exactly: uid) }
    for mapping in linux.uidMappings ?? [] {
      guard let inside = mapping.containerID, let outside = mapping.hostID, let size = mapping.size else { continue }
      if uid >= inside && uid - inside < size { return UInt32(exactly: outside &+ (uid - inside)) }
    }
    return nil
  }
}
