// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan
internal import Dockerfile
package import OCI

/// A place of `--cache-from` or `--cache-to`.
package struct CacheOption: Equatable, Sendable {
  package enum Place: Equatable, Sendable {
    /// `type=local,src=FOLDER` or `dest=FOLDER`.
    case folder(String)
    /// `type=registry,ref=IMAGE`: what was written there by us, or an image that tells of its own steps.
    case registry(ImageReference)
    /// `type=inline`: in the image that is built.
    case inline
  }
  package var place: Place
  /// `mode=max`: every step, not only those whose layers are in the result.
  package var isWhole = false

  private init(_ place: Place) { self.place = place }

  /// Reads `--cache-from`; of what has no `type=`, `isFolder` says whether it is a folder of this machine.
  package init(from text: String, isFolder: Bool) throws(Failure) {
    let fields = try CacheOption.fields(text, "--cache-from", isFolder: isFolder)
    switch fields["type"] ?? "local" {
    case "local": self.init(.folder(try CacheOption.value(fields, "src", "--cache-from \(text)")))
    case "registry": self.init(.registry(try CacheOption.reference(fields, "--cache-from \(text)")))
    default: throw CacheOption.unknown(fields, "--cache-from", "local and registry are")
    }
    try CacheOption.check(fields, ["type", "src", "ref"], "--cache-from \(text)")
  }

  /// Reads `--cache-to`.
  package init(to text: String, isFolder: Bool) throws(Failure) {
    let fields = try CacheOption.fields(text, "--cache-to", isFolder: isFolder)
    switch fields["type"] ?? "local" {
    case "local": self.init(.folder(try CacheOption.value(fields, "dest", "--cache-to \(text)")))
    case "registry": self.init(.registry(try CacheOption.reference(fields, "--cache-to \(text)")))
    case "inline": self.init(.inline)
    default: throw CacheOption.unknown(fields, "--cache-to", "local, registry and inline are")
    }
    switch fields["mode"] ?? "min" {
    case "min": break
    case "max" where place == .inline:
      throw Failure(.usage, "--cache-to \(text): an image has only the steps of its own layers (mode=min)")
    case "max": isWhole = true
    case let mode: throw Failure(.usage, "--cache-to \(text): mode=\(mode): min or max expected")
    }
    // The manifests that we write are images' and OCI's in any case.
    for name in ["image-manifest", "oci-mediatypes"] where fields[name] != nil && fields[name] != "true" {
      throw Failure(.usage, "not supported: --cache-to \(text): \(name)=\(fields[name] ?? "")")
    }
    try CacheOption.check(
      fields, ["type", "dest", "ref", "mode", "image-manifest", "oci-mediatypes"], "--cache-to \(text)")
  }

  private static func fields(_ text: String, _ option: String, isFolder: Bool) throws(Failure) -> [String: String] {
    guard text.contains("=") else {
      return isFolder ? ["type": "local", "src": text, "dest": text] : ["type": "registry", "ref": text]
    }
    let words: [String]
    do { words = try CSV.fields(text) } catch { throw Failure(.usage, "\(option) \(text): \(error.message)") }
    var fields: [String: String] = [:]
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { throw Failure(.usage, "\(option) \(text): KEY=VALUE expected, not \(word)") }
      fields[pair[0]] = pair[1]
    }
    return fields
  }

  private static func check(_ fields: [String: String], _ known: [String], _ subject: String) throws(Failure) {
    guard let other = fields.keys.sorted().first(where: { !known.contains($0) && $0 != "src" && $0 != "dest" }) else {
      return
    }
    throw Failure(.usage, "not supported: \(subject): \(other)=")
  }

  private static func unknown(_ fields: [String: String], _ option: String, _ known: String) -> Failure {
    Failure(.usage, "not supported: \(option) type=\(fields["type"] ?? "")", hint: known)
  }

  private static func value(_ fields: [String: String], _ key: String, _ subject: String) throws(Failure) -> String {
    guard let value = fields[key], !value.isEmpty else { throw Failure(.usage, "\(subject): \(key)= is missing") }
    return value
  }

  private static func reference(_ fields: [String: String], _ subject: String) throws(Failure) -> ImageReference {
    let text = try value(fields, "ref", subject)
    do { return try ImageReference(parsing: text).tagged } catch {
      throw Failure(.usage, "\(subject): \(error.message)")
    }
  }
}
