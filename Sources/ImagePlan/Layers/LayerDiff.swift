// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
package import LinuxABI

/// What becomes of an entry of a tree, usually of an overlay's upper directory, in the archive of a layer.
package enum LayerChange: Equatable, Sendable {
  /// How much of the layers below is seen through a folder.
  package enum Opacity: Sendable {
    case none
    /// Nothing.
    case opaque
    /// Entries in it may be whiteouts by an attribute (Linux 6.7, for overlays in overlays).
    case marked
  }

  /// It hides what is below; it is nothing itself.
  case whiteout
  /// It is there, with those attributes.
  case entry(attributes: [FileAttribute], opacity: Opacity)
  /// It does not outlive who made it, as a socket.
  case nothing
}

/// Judges the entries of one tree.
package struct LayerDiff: Sendable {
  package let marks: OverlayMarks
  package init(_ marks: OverlayMarks) { self.marks = marks }

  /// An entry as it was found.
  package struct Entry: Sendable {
    package var name: [UInt8]
    /// Type and permissions.
    package var mode: UInt32
    /// Of a device.
    package var device: DeviceNumber
    package var attributes: [FileAttribute]
    package init(name: [UInt8], mode: UInt32, device: DeviceNumber, attributes: [FileAttribute]) {
      self.name = name
      self.mode = mode
      self.device = device
      self.attributes = attributes
    }
  }

  /// Whether it is a whiteout by its kind alone, which is all there is to see without reading attributes.
  package func isWhiteout(mode: UInt32, device: DeviceNumber) -> Bool {
    switch marks {
    case .trusted, .user: FileMode.type(of: mode) == FileMode.characterDevice && device.rawValue == 0
    case .none: false
    }
  }

  /// What becomes of an entry of a folder of that opacity.
  ///
  /// - Throws: when it cannot be told from the upper directory alone, or cannot be said in a layer.
  package func judge(_ entry: Entry, in folder: LayerChange.Opacity) throws(Failure) -> LayerChange {
    if isWhiteout(mode: entry.mode, device: entry.device) { return .whiteout }
    let type = FileMode.type(of: entry.mode)
    if type == FileMode.socket { return .nothing }
    if type == FileMode.regular, folder == .marked, find("whiteout", in: entry) != nil { return .whiteout }
    for (mark, option) in [("redirect", "redirect_dir"), ("metacopy", "metacopy")] where find(mark, in: entry) != nil {
      throw Failure(
        .layer, "\(LayerDiff.text(entry.name)): its content is in a lower layer (overlay mounted with \(option)=on)",
        hint: "only what was changed under \(option)=off can be committed")
    }
    if isMarked, Whiteout.isReserved(entry.name) {
      throw Failure(
        .layer, "a file called \(LayerDiff.text(entry.name)) cannot be in a layer: it would be read as a whiteout",
        hint: "rename it or remove it")
    }
    let attributes = entry.attributes.compactMap { attribute -> FileAttribute? in
      guard !LayerDiff.isOfPlace(attribute.name) else { return nil }
      return marks.kept(attribute.name).map { FileAttribute($0, attribute.value) }
    }
    return .entry(attributes: attributes, opacity: type == FileMode.directory ? opacity(entry) : .none)
  }

  private var isMarked: Bool {
    switch marks {
    case .trusted, .user: true
    case .none: false
    }
  }

  private func opacity(_ entry: Entry) -> LayerChange.Opacity {
    switch find("opaque", in: entry)?.value {
    case Array("y".utf8): .opaque
    case Array("x".utf8): .marked
    default: .none
    }
  }

  private func find(_ mark: String, in entry: Entry) -> FileAttribute? {
    guard isMarked else { return nil }
    let name = marks.prefix + Array(mark.utf8)
    return entry.attributes.first { $0.name == name }
  }

  /// Attributes that belong to the place where a file lies: labels of SELinux, access lists of NFS.
  private static func isOfPlace(_ name: [UInt8]) -> Bool {
    ["security.selinux", "system.nfs4_acl"].contains { name.elementsEqual($0.utf8) }
  }

  private static func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
