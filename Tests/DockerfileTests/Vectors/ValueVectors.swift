// SPDX-License-Identifier: Apache-2.0
import Dockerfile
import Foundation
import OCI

extension Vectors {
  /// The registry that Docker adds to short names, which the vectors know: we add none, and write none here.
  static func defaultRegistry() throws -> String? {
    guard let folder else { return nil }
    let text = try String(contentsOfFile: folder + "/misc.jsonl", encoding: .utf8)
    for line in text.split(separator: "\n") {
      let vector = try JSONValue(parsing: Array(line.utf8))
      guard vector.text("op") == "ref", !vector.text("word").contains("/"), let out = vector["out"]?.array else {
        continue
      }
      return out[2].string
    }
    return nil
  }
}

extension JSONValue {
  /// What a vector of `misc` asks for.
  init(valueOf vector: JSONValue, defaultRegistry: String) throws {
    let word = vector.text("word")
    switch vector.text("op") {
    case "ports": self = .strings(try Ports(parsing: word).keys)
    case "size": self = .integer(try ByteSize(parsing: word).bytes)
    case "duration": self = .integer(try TimeSpan(parsing: word).nanoseconds)
    case "csv": self = .strings(try CSV.fields(word))
    case "platform":
      // The vectors were made on this platform.
      let host = Platform(os: "linux", architecture: "amd64")
      let specifier = try PlatformSpecifier(parsing: word, host: host)
      self = .strings([specifier.platform.text, specifier.normalized.text])
    case "gitref":
      guard let reference = try GitReference.parse(word) else { throw BuildError(.value, "no git reference") }
      self = JSONValue(reference)
    default: self = .strings(try JSONValue.names(of: word, defaultRegistry: defaultRegistry))
    }
  }

  /// A name of an image in full, as people say it, its registry, its repository, by Docker's rules for short names:
  /// the default registry, and `library/` there.
  private static func names(of word: String, defaultRegistry: String) throws -> [String] {
    var reference: ImageReference
    do { reference = try ImageReference(parsing: word) } catch { throw BuildError(.value, error.message) }
    let registry = reference.registry ?? defaultRegistry
    let isDefault = registry == defaultRegistry
    if isDefault, !reference.repository.contains("/") { reference.repository = "library/" + reference.repository }
    reference.registry = registry
    var familiar = reference
    if isDefault {
      familiar.registry = nil
      if familiar.repository.hasPrefix("library/") { familiar.repository.removeFirst("library/".count) }
    }
    return [reference.text, familiar.text, registry, reference.repository]
  }

  private init(_ reference: GitReference) {
    self = .object([
      ("Remote", .string(reference.remote)), ("ShortName", .string(reference.name)), ("Ref", .string(reference.ref)),
      ("Checksum", .string(reference.checksum)), ("SubDir", .string(reference.subdirectory)),
      ("IndistinguishableFromLocal", .bool(reference.isAmbiguous)),
      ("UnencryptedTCP", .bool(reference.isUnencrypted)), ("KeepGitDir", .optional(reference.keepsGitDirectory)),
      ("Submodules", .optional(reference.fetchesSubmodules)), ("MTime", .string(reference.mtime)),
      ("FetchByCommit", .bool(reference.fetchesByCommit)),
    ])
  }
}
