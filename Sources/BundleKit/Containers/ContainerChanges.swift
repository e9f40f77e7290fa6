// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import ImagePlan
internal import Kernel
internal import LinuxABI
package import OCI

/// `diff`: what a container has changed of its image's files.
package struct ContainerChanges: Sendable {
  /// Docker's letters.
  package enum Kind: String, Sendable {
    case added = "A"
    case changed = "C"
    case deleted = "D"
  }

  package struct Change: Sendable {
    package let kind: Kind
    /// Absolute, as bytes.
    package let path: [UInt8]
  }

  /// A folder before what is in it, what is gone first.
  package private(set) var list: [Change] = []

  package init(of record: ContainerRecord, in containers: ContainerStore) throws(Failure) {
    let upper = try asFailure(.store) { () throws(KernelError) in
      try Files.open(containers.folder(record.id).upper, OpenFlags.readOnly | OpenFlags.directory)
    }
    let below = LowerView(folders: record.layers, .current)
    var walk = UpperWalk(LayerDiff(.current), excluding: record.pathsOutsideLayers, lower: below)
    var list: [Change] = []
    try walk.run(upper.raw) { (visit) throws(Failure) in
      if visit.path.isEmpty { return }
      let path = [UInt8(ascii: "/")] + visit.path
      switch visit.change {
      case .whiteout: list.append(Change(kind: .deleted, path: path))
      case .entry, .nothing:
        list.append(Change(kind: try below.has(visit.path) ? .changed : .added, path: path))
      }
    }
    self.list = list
  }

  /// As podman writes it.
  package var json: JSONValue {
    func paths(_ kind: Kind) -> JSONValue {
      .strings(list.filter { $0.kind == kind }.map { String(decoding: $0.path, as: UTF8.self) })
    }
    return .object(
      [("changed", paths(.changed)), ("added", paths(.added)), ("deleted", paths(.deleted))].filter { $0.1.array != [] }
    )
  }
}

extension LowerView {
  /// Whether there is an entry at a path.
  func has(_ path: [UInt8]) throws(Failure) -> Bool {
    switch try find(path) {
    case .some: true
    case .none: false
    }
  }
}
