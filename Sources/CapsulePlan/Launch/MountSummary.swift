// SPDX-License-Identifier: Apache-2.0

internal import LinuxABI

extension MountStep {
  /// `mount proc on /proc (nosuid,noexec,nodev)`.
  package var summary: String {
    let options = optionWords
    return action + (options.isEmpty ? "" : " (" + options.joined(separator: ",") + ")")
  }

  private var action: String {
    switch kind {
    case .fileSystem(let type, _): return "mount \(type) on \(destination)"
    case .bind(.path(let source), let recursive): return "\(recursive ? "rbind" : "bind") \(source) on \(destination)"
    case .bind(.tree, let recursive): return "\(recursive ? "rbind" : "bind") a tree of the host on \(destination)"
    case .mappedBind(let source, _, let recursive):
      return "\(recursive ? "rbind" : "bind") \(source), ID-mapped, on \(destination)"
    case .remount: return "remount \(destination)"
    case .attributesOnly: return "change the mount on \(destination)"
    case .cgroup2: return "mount cgroup on \(destination)"
    case .cgroup1(let hierarchies, _): return "mount cgroup on \(destination) with \(hierarchies.count) hierarchies"
    }
  }

  /// In the words of config.json.
  private var optionWords: [String] {
    var words: [String] = []
    for entry in MountOptions.table {
      switch entry.effect {
      case .set(let flag): if flags & flag != 0 { words.append(entry.name) }
      case .clear(let flag): if clearedFlags & flag != 0 { words.append(entry.name) }
      case .setAll(let attribute): if attribute != 0, recursiveSet & attribute != 0 { words.append(entry.name) }
      case .clearAll(let attribute):
        if attribute & MountAttributes.accessTime == 0, recursiveClear & attribute != 0 { words.append(entry.name) }
      case .nothing, .bind, .remount, .propagation, .copyUp, .idMap: continue
      }
    }
    if recursiveClear & MountAttributes.accessTime != 0, recursiveSet & MountAttributes.accessTime == 0 {
      words.append("rrelatime")
    }
    for kind in propagation { words.append(kind.words) }
    if copyUp { words.append("tmpcopyup") }
    if !data.isEmpty { words.append(data) }
    if let mountLabel { words.append("context=" + mountLabel) }
    return words
  }
}

extension DeviceStep {
  package var summary: String {
    if bind != nil { return "bind the host's \(path)" }
    switch kind {
    case .character: return "make the character device \(path) \(major):\(minor) \(octal(mode))" + owner
    case .block: return "make the block device \(path) \(major):\(minor) \(octal(mode))" + owner
    case .fifo: return "make the FIFO \(path) \(octal(mode))" + owner
    }
  }

  private var owner: String { uid == 0 && gid == 0 ? "" : " of \(uid):\(gid)" }
}
