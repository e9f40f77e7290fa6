// SPDX-License-Identifier: Apache-2.0

/// A `MountStep` as bytes.
extension StepWire {
  private enum MountTag: UInt8 {
    case fileSystem = 1
    case bindPath, bindTree, mappedBind, remount, attributesOnly, cgroup2, cgroup1
  }

  static func write(_ mount: MountStep, to out: inout WireWriter) {
    out.optionalCount(mount.configIndex)
    out.string(mount.destination)
    write(mount.kind, to: &out)
    out.u64(mount.flags)
    out.u64(mount.clearedFlags)
    out.count(mount.propagation.count)
    for propagation in mount.propagation { out.u8(propagation.rawValue) }
    out.u64(mount.recursiveSet)
    out.u64(mount.recursiveClear)
    out.string(mount.data)
    out.bool(mount.copyUp)
    out.optionalString(mount.mountLabel)
  }

  private static func write(_ kind: MountStep.Kind, to out: inout WireWriter) {
    switch kind {
    case .fileSystem(let type, let source):
      out.u8(MountTag.fileSystem.rawValue)
      out.string(type)
      out.string(source)
    case .bind(.path(let path), let recursive):
      out.u8(MountTag.bindPath.rawValue)
      out.string(path)
      out.bool(recursive)
    case .bind(.tree(let slot), let recursive):
      out.u8(MountTag.bindTree.rawValue)
      out.slot(slot)
      out.bool(recursive)
    case .mappedBind(let path, let map, let recursive):
      out.u8(MountTag.mappedBind.rawValue)
      out.string(path)
      out.u32(UInt32(truncatingIfNeeded: map))
      out.bool(recursive)
    case .remount: out.u8(MountTag.remount.rawValue)
    case .attributesOnly: out.u8(MountTag.attributesOnly.rawValue)
    case .cgroup2(let namespaced, let hostPath, let containerPath):
      out.u8(MountTag.cgroup2.rawValue)
      out.bool(namespaced)
      out.string(hostPath)
      out.string(containerPath)
    case .cgroup1(let hierarchies, let namespaced):
      out.u8(MountTag.cgroup1.rawValue)
      out.count(hierarchies.count)
      for hierarchy in hierarchies {
        out.string(hierarchy.directory)
        out.strings(hierarchy.links)
        out.optionalString(hierarchy.mountData)
        out.string(hierarchy.hostPath)
      }
      out.bool(namespaced)
    }
  }

  static func mount(from source: inout WireReader) throws(WireError) -> MountStep {
    let configIndex = try source.optionalNumber()
    let destination = try source.string()
    var mount = MountStep(destination: destination, kind: try kind(from: &source))
    mount.configIndex = configIndex
    mount.flags = try source.u64()
    mount.clearedFlags = try source.u64()
    let count = try source.count()
    for _ in 0..<count { mount.propagation.append(try propagation(from: &source)) }
    mount.recursiveSet = try source.u64()
    mount.recursiveClear = try source.u64()
    mount.data = try source.string()
    mount.copyUp = try source.bool()
    mount.mountLabel = try source.optionalString()
    return mount
  }

  private static func kind(from source: inout WireReader) throws(WireError) -> MountStep.Kind {
    let offset = source.offset
    let number = try source.u8()
    guard let tag = MountTag(rawValue: number) else { throw .unknownKind(offset: offset, UInt64(number)) }
    switch tag {
    case .fileSystem:
      let type = try source.string()
      return .fileSystem(type: type, source: try source.string())
    case .bindPath:
      let path = try source.string()
      return .bind(source: .path(path), recursive: try source.bool())
    case .bindTree:
      let slot = try source.slot()
      return .bind(source: .tree(slot), recursive: try source.bool())
    case .mappedBind:
      let path = try source.string()
      let map = Int(try source.u32())
      return .mappedBind(source: path, map: map, recursive: try source.bool())
    case .remount: return .remount
    case .attributesOnly: return .attributesOnly
    case .cgroup2:
      let namespaced = try source.bool()
      let hostPath = try source.string()
      return .cgroup2(namespaced: namespaced, hostPath: hostPath, containerPath: try source.string())
    case .cgroup1:
      let count = try source.count()
      var hierarchies: [CgroupHierarchyMount] = []
      for _ in 0..<count {
        let directory = try source.string()
        let links = try source.strings()
        let data = try source.optionalString()
        let hostPath = try source.string()
        hierarchies.append(
          CgroupHierarchyMount(directory: directory, links: links, mountData: data, hostPath: hostPath))
      }
      return .cgroup1(hierarchies, namespaced: try source.bool())
    }
  }
}
