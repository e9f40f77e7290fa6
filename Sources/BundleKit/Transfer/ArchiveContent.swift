// SPDX-License-Identifier: Apache-2.0
internal import CapsulePlan
internal import Kernel
internal import OCI

/// What is in an image archive, read in one pass because it may come through a pipe: documents are kept in memory, large
/// members go to the blob store under what they are, not what they are called.
///
/// Members' names are keys here and never paths: nothing an archive says can reach a file.
struct ArchiveContent {
  private var documents: [String: [UInt8]] = [:]
  private var blobs: [String: (digest: Digest, size: Int64)] = [:]
  private var links: [String: String] = [:]
  private let subject: String

  private static let (memberLimit, documentsLimit) = (100_000, 64 << 20)

  init(_ input: consuming Descriptor, subject: String, store: Store) throws(Failure) {
    self.subject = subject
    let reader = try ArchiveReader(input, .members, subject: subject)
    var (members, inMemory) = (0, 0)
    while let member = try reader.next() {
      members += 1
      guard members <= ArchiveContent.memberLimit else {
        throw Failure(.imageInvalid, "\(subject): more than \(ArchiveContent.memberLimit) members")
      }
      if case .folder = member.kind { continue }
      let name = try clean(member.name)
      switch member.kind {
      case .folder: break
      case .other: throw Failure(.imageInvalid, "\(subject): \(Table.printable(name)) is a device or a pipe")
      case .link(let target): try addLink(name, target)
      case .file where ArchiveContent.isDocument(name):
        let bytes = try reader.readAll(limit: JSONLimits().size)
        inMemory += bytes.count
        guard inMemory <= ArchiveContent.documentsLimit else {
          throw Failure(.imageInvalid, "\(subject): documents of more than \(ArchiveContent.documentsLimit) bytes")
        }
        if let other = documents.updateValue(bytes, forKey: name), other != bytes { throw twice(name) }
      case .file:
        let blob = try ArchiveContent.keep(reader, name, store)
        if let other = blobs.updateValue(blob, forKey: name), other.digest != blob.digest { throw twice(name) }
      }
    }
  }

  private static func keep(
    _ reader: ArchiveReader, _ name: String, _ store: Store
  ) throws(Failure) -> (digest: Digest, size: Int64) {
    var writer = try store.blobs.writer(name.hasPrefix("blobs/sha512/") ? .sha512 : .sha256)
    while true {
      let bytes = try reader.read()
      if bytes.isEmpty { return try writer.finish(expecting: nil, size: nil) }
      try writer.append(bytes)
    }
  }

  /// Names of documents in all kinds of archives; a blob may be one too, which its size does not tell beforehand.
  private static func isDocument(_ name: String) -> Bool {
    name.hasSuffix(".json") || name == "oci-layout" || name == "repositories" || name.hasSuffix("/json")
      || name.hasSuffix("/VERSION")
  }

  // MARK: Names

  /// A member's name without `./`; absolute ones and those with `..` are refused.
  private func clean(_ name: String) throws(Failure) -> String {
    var parts: [Substring] = []
    for part in name.split(separator: "/", omittingEmptySubsequences: true) where part != "." { parts.append(part) }
    guard !name.hasPrefix("/"), !parts.contains(".."), !parts.isEmpty else {
      throw Failure(.imageInvalid, "\(subject): a member called \"\(Table.printable(name))\"")
    }
    return parts.joined(separator: "/")
  }

  /// `docker save` used to write a layer that two images share once, and links to it.
  private mutating func addLink(_ name: String, _ target: String) throws(Failure) {
    var parts = name.split(separator: "/").dropLast().map { String($0) }
    for part in target.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(String(part))
      } else if parts.popLast() == nil {
        parts = []
        break
      }
    }
    guard !target.hasPrefix("/"), !parts.isEmpty else {
      throw Failure(
        .imageInvalid,
        "\(subject): \(Table.printable(name)) is a link to \"\(Table.printable(target))\", outside the archive")
    }
    links[name] = parts.joined(separator: "/")
  }

  private func twice(_ name: String) -> Failure {
    Failure(.imageInvalid, "\(subject): two different members are called \"\(Table.printable(name))\"")
  }

  /// The member a name stands for, links followed a few times.
  private func target(_ name: String) throws(Failure) -> String {
    var name = try clean(name)
    for _ in 0..<8 {
      guard let next = links[name] else { return name }
      name = next
    }
    throw Failure(.imageInvalid, "\(subject): links in a circle at \"\(Table.printable(name))\"")
  }

  // MARK: Content

  /// A document by its name; nil when there is none.
  func document(_ name: String, _ store: Store) throws(Failure) -> [UInt8]? {
    let name = try target(name)
    if let bytes = documents[name] { return bytes }
    guard let blob = blobs[name] else { return nil }
    return try store.blobs.read(blob.digest)
  }

  /// A member as a blob of the store; nil when there is none.
  func blob(_ name: String, _ store: Store) throws(Failure) -> (digest: Digest, size: Int64)? {
    let name = try target(name)
    if let blob = blobs[name] { return blob }
    guard let bytes = documents[name] else { return nil }
    let stored = try store.blobs.put(bytes, .other(""))
    return (stored.digest, stored.size)
  }
}
