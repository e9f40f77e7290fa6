// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI
internal import OCI

/// `mounts`, in the order of the configuration (config.md: "MUST mount entries in the listed order").
extension PlanBuilder {
  mutating func mountAll(options: CreateOptions, cgroup: CgroupPlan) {
    let mounts = spec.mounts ?? []
    for index in mounts.indices {
      add(.mount(step(for: mounts[index], index: index, bundle: options.bundle, cgroup: cgroup)))
    }
    if let folder = options.notifyDirectory { add(.mount(notifyMount(folder))) }
  }

  /// tmpfs mounts and /dev are filled first (mount points, device nodes) and become read-only inside.
  mutating func finishReadonlyMounts() {
    for (index, mount) in (spec.mounts ?? []).enumerated() {
      let options = MountOptions(mount.options ?? [])
      guard options.flags & MountFlags.readOnly != 0, PlanBuilder.isFilledFirst(mount, options) else { continue }
      var step = MountStep(destination: destination(of: mount), kind: .attributesOnly)
      step.configIndex = index
      step.flags = options.flags & MountFlags.perMount
      add(.mount(step))
    }
  }

  private static func isFilledFirst(_ mount: Mount, _ options: MountOptions) -> Bool {
    guard !options.bind, !options.remount else { return false }
    return mount.type == "tmpfs" || LexicalPath.cleaned(mount.destination ?? "") == "/dev"
  }

  /// Absolute: a relative one means "relative to /" (deprecated, config.md).
  ///
  /// One that is written as the host sees it, below the rootfs, means the place inside, as with runc.
  private func destination(of mount: Mount) -> String {
    let path = LexicalPath.cleaned(mount.destination ?? "/")
    return isInRootfs(path) ? String(decoding: path.utf8.dropFirst(rootfs.utf8.count), as: UTF8.self) : path
  }

  private func isInRootfs(_ path: String) -> Bool {
    rootfs.utf8.count > 1 && path.utf8.starts(with: (rootfs + "/").utf8)
  }

  private mutating func step(for mount: Mount, index: Int, bundle: String, cgroup: CgroupPlan) -> MountStep {
    let options = MountOptions(mount.options ?? [])
    var step = MountStep(
      destination: destination(of: mount), kind: kind(of: mount, options, bundle: bundle, cgroup: cgroup))
    step.configIndex = index
    step.flags = options.flags
    step.clearedFlags = options.clearedFlags
    if PlanBuilder.isFilledFirst(mount, options) { step.flags &= ~MountFlags.readOnly }
    step.propagation = options.propagation
    step.recursiveSet = options.recursiveSet
    step.recursiveClear = options.recursiveClear
    step.data = options.data.joined(separator: ",")
    step.copyUp = options.copyUp
    step.mountLabel = label(for: step.kind)
    return step
  }

  private mutating func kind(of mount: Mount, _ options: MountOptions, bundle: String, cgroup: CgroupPlan)
    -> MountStep.Kind
  {
    if options.bind {
      // `bind,remount`: only this mount's own flags change.
      if options.remount { return .attributesOnly }
      let source = LexicalPath.absolute(mount.source ?? "", from: bundle)
      if isInRootfs(source), let idMap = idMap(mount, options) {
        clone { $0.idMaps.append(idMap) }
        return .mappedBind(source: source, map: plan.clone.idMaps.count - 1, recursive: options.recursiveBind)
      }
      return .bind(source: bindSource(source, mount, options), recursive: options.recursiveBind)
    }
    if options.remount { return .remount }
    let type = mount.type ?? ""
    if type == "cgroup" { return cgroupMount(cgroup) }
    return .fileSystem(type: type, source: mount.source ?? type)
  }

  /// Opened by the parent where the child could not: behind directories closed to the container's root, and for
  /// ID-mapped copies, which need privileges over the source's user namespace.
  private mutating func bindSource(_ source: String, _ mount: Mount, _ options: MountOptions) -> BindSource {
    let idMap = idMap(mount, options)
    // What is inside the rootfs may be what an earlier mount puts there, which only the child sees.
    let isChilds = !hasOwnUserNamespace || !isPrivileged || isInRootfs(source)
    guard idMap != nil || !isChilds else { return .path(source) }
    return .tree(
      slot(
        .mountTree(
          source: source, recursive: options.recursiveBind, idMap: idMap, locked: hasOwnUserNamespace && isPrivileged)))
  }

  /// The mount's own mappings win; otherwise those of the container's user namespace (config.md, `idmap`).
  private func idMap(_ mount: Mount, _ options: MountOptions) -> IDMap? {
    let hasOwn = mount.uidMappings != nil || mount.gidMappings != nil
    guard hasOwn || options.idMap else { return nil }
    if hasOwn {
      return IDMap(
        uids: PlanBuilder.ranges(mount.uidMappings ?? []), gids: PlanBuilder.ranges(mount.gidMappings ?? []),
        recursive: options.recursiveIDMap)
    }
    var idMap = IDMap(
      uids: PlanBuilder.ranges(spec.linux?.uidMappings ?? []), gids: PlanBuilder.ranges(spec.linux?.gidMappings ?? []),
      recursive: options.recursiveIDMap)
    idMap.namespacePath = namespaces[.user].path
    return idMap
  }

  /// proc, sysfs and mqueue take no `context=` (runc leaves them out as well); a bind shows its source's labels.
  private func label(for kind: MountStep.Kind) -> String? {
    guard let label = spec.linux?.mountLabel, !label.isEmpty else { return nil }
    switch kind {
    case .fileSystem(let type, _): return type == "proc" || type == "sysfs" || type == "mqueue" ? nil : label
    case .bind, .mappedBind, .remount, .attributesOnly, .cgroup1, .cgroup2: return nil
    }
  }

  /// The folder with `notify.sock` appears where the variable NOTIFY_SOCKET of `Environment` points.
  private mutating func notifyMount(_ folder: String) -> MountStep {
    let source: BindSource =
      hasOwnUserNamespace && isPrivileged
      ? .tree(slot(.mountTree(source: folder, recursive: false, idMap: nil, locked: true))) : .path(folder)
    var step = MountStep(destination: Environment.notifyFolder, kind: .bind(source: source, recursive: false))
    step.flags = MountFlags.readOnly | MountFlags.noSetuid | MountFlags.noDevices | MountFlags.noExecute
    return step
  }
}
