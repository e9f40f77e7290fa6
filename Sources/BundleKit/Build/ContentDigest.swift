// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import LinuxABI
internal import OCI

/// The digest of what a COPY selects: everything that it would store but times.
struct ContentDigest: SourceVisitor {
  /// What owners and modes become.
  var attributes: CopyAttributes
  private let hashing = Hashing()
  private let files: FileDigests

  init(_ files: FileDigests, _ attributes: CopyAttributes) {
    self.files = files
    self.attributes = attributes
  }

  func finish() -> Digest { hashing.finish() }

  func beginSource() { record("source", []) }
  func beginFolder() { record("folder", []) }
  /// All of a commit's tree.
  func beginRepository(_ key: String) { record("repository", key) }

  func enter(_ folder: SourceFolder) throws(Failure) {
    if folder.path.isEmpty { return }
    record("enter", folder.path)
    describe(folder.status, isSelected: folder.isSelected)
    let found = try asFailure(.build) { () throws(KernelError) in try ExtendedAttributes.all(of: folder.number) }
    describe(found)
  }

  func leave(_ folder: SourceFolder) {}

  func take(_ entry: SourceEntry) throws(Failure) { try put(entry, as: entry.path) }

  /// An entry under the name it will have.
  func put(_ entry: SourceEntry, as path: [UInt8]) throws(Failure) {
    if attributes.leavesOut(entry.status) { return }
    record("entry", path)
    switch FileMode.type(of: entry.status.mode) {
    case FileMode.regular:
      describe(entry.status)
      record("content", try content(entry))
    case FileMode.symbolicLink:
      describe(entry.status)
      let target = try asFailure(.build) { () throws(KernelError) in
        try Nodes.readLink(entry.name, at: entry.directory)
      }
      record("link", target)
    default:
      describe(entry.status)
      record("device", "\(entry.status.specialDevice.major):\(entry.status.specialDevice.minor)")
    }
  }

  private func content(_ entry: SourceEntry) throws(Failure) -> [UInt8] {
    if let known = files.known(entry.status, attributes.kind) { return known }
    let opened = EntryCalls.open(entry.directory, entry.name, OpenFlags.readOnly | OpenFlags.nonBlocking)
    if opened < 0 { throw Failure(KernelError("open", entry.text, Errno(Int32(-opened))), .build) }
    return try files.digest(of: Descriptor(owning: Int32(opened)), attributes.kind, entry.text)
  }

  // MARK: Records

  private func describe(_ status: FileStatus, isSelected: Bool = true) {
    let type = FileMode.type(of: status.mode)
    let mode = type == FileMode.symbolicLink ? 0 : attributes.mode(of: status)
    let owner = attributes.owner(of: status)
    record("status", "\(type) \(mode) \(owner.uid):\(owner.gid) \(isSelected)")
  }

  private func describe(_ found: [(name: [UInt8], value: [UInt8])]) {
    for (name, value) in found where CopyAttributes.keeps(name, from: attributes.kind) {
      record("attribute", name)
      record("value", value)
    }
  }

  private func record(_ kind: StaticString, _ text: String) { record(kind, Array(text.utf8)) }

  /// Length before content: nothing can be taken for the end of one record and the beginning of the next.
  private func record(_ kind: StaticString, _ content: [UInt8]) {
    hashing.update(Array("\(kind) \(content.count)\n".utf8))
    hashing.update(content)
  }
}
