// SPDX-License-Identifier: Apache-2.0
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import OCI

// Values that have a grammar of their own.
extension BuildArguments {
  /// `id=ID,src=FILE`, `id=ID,env=VARIABLE`, `id=ID`.
  static func secret(_ text: String) throws(Failure) -> BuildSecret {
    let fields = try fields(text, "--secret", ["id", "src", "source", "env", "type"])
    guard let id = fields["id"] else { throw Failure(.usage, "--secret \(text): id=ID is missing") }
    if let variable = fields["env"] { return BuildSecret(id: id, source: .variable(variable)) }
    if let path = fields["src"] ?? fields["source"] {
      return BuildSecret(id: id, source: fields["type"] == "env" ? .variable(path) : .file(path))
    }
    // As docker: a variable of that name, or a file.
    return BuildSecret(id: id, source: ProcessEnvironment.value(id) == nil ? .file(id) : .variable(id))
  }

  /// `default`, `ID`, `ID=SOCKET`.
  func agent(_ text: String) throws(Failure) -> KeyValue {
    let pair = BuildArguments.pair(text)
    if !pair.value.isEmpty { return pair }
    guard let socket = ProcessEnvironment.value("SSH_AUTH_SOCK") else {
      throw Failure(.usage, "--ssh \(text): SSH_AUTH_SOCK is not set", hint: "start an agent, or give ID=SOCKET")
    }
    return KeyValue(key: pair.key, value: socket)
  }

  /// `NAME=VALUE` of `--build-context`.
  func namedContext(_ text: String) throws(Failure) -> NamedContext {
    let pair = BuildArguments.pair(text)
    guard !pair.key.isEmpty, !pair.value.isEmpty else {
      throw Failure(.usage, "--build-context \(text): NAME=VALUE expected")
    }
    func context(_ source: NamedContext.Source) -> NamedContext { NamedContext(name: pair.key, source: source) }
    let (image, layout) = ("docker-image://", "oci-layout://")
    if pair.value.hasPrefix(image) { return context(.image(String(pair.value.dropFirst(image.count)))) }
    if pair.value.hasPrefix(layout) {
      return context(.layout(try LayoutReference(parsing: String(pair.value.dropFirst(layout.count)))))
    }
    do {
      guard let remote = try RemoteAddress(pair.value, isPath: Files.exists(pair.value)) else {
        return context(.directory(pair.value))
      }
      return context(.remote(remote))
    } catch { throw Failure(.usage, "--build-context \(text): \(error.message)") }
  }

  /// Whether a cache without a type is a folder: a path, or one that is there.
  static func isFolder(_ text: String) -> Bool {
    text.hasPrefix("/") || text.hasPrefix(".") || (try? Files.status(text))?.isDirectory ?? false
  }

  /// `key=value,key=value` of a closed set of keys.
  static func fields(_ text: String, _ option: String, _ keys: [String]) throws(Failure) -> [String: String] {
    var result: [String: String] = [:]
    let fields: [String]
    do { fields = try CSV.fields(text) } catch { throw Failure(.usage, "\(option) \(text): \(error.message)") }
    for field in fields {
      let pair = pair(field)
      guard keys.contains(pair.key), field.contains("=") else {
        throw Failure(
          .usage, "\(option) \(text): \"\(field)\" is not known", hint: "known: " + keys.joined(separator: ", "))
      }
      result[pair.key] = pair.value
    }
    return result
  }
}
