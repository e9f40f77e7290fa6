// SPDX-License-Identifier: Apache-2.0
package import CapsulePlan

/// `--net`: which network a container sees.
package enum NetworkChoice: Equatable, Sendable {
  /// The host's own.
  case host
  /// One with a loopback interface and nothing else.
  case none
  /// The default bridge.
  case bridge
  /// That of another container, by name or id.
  case container(String)
  /// A network of a CNI list, by its name.
  case network(String)

  package init(parsing text: String) throws(Failure) {
    switch text {
    case "host": self = .host
    case "none": self = .none
    case "bridge", "default", "": self = .bridge
    default:
      if let id = ContainerReference.after(text) {
        self = .container(id)
        return
      }
      guard Names.isPlain(text) else {
        throw Failure(
          .usage, "--net \(text): no such kind of network", hint: "host, none, bridge, container:ID or a name")
      }
      self = .network(text)
    }
  }

  /// As `inspect` shows it in HostConfig.NetworkMode.
  package var text: String {
    switch self {
    case .host: "host"
    case .none: "none"
    case .bridge: "bridge"
    case .container(let id): "container:" + id
    case .network(let name): name
    }
  }
}

/// `--pid`, `--ipc`, `--uts`: whose namespace a container gets.
package enum NamespaceChoice: Equatable, Sendable {
  case own
  case host
  case container(String)

  /// `option` is for the message; `words` are further names of an own namespace.
  package init(parsing text: String, option: String, own words: [String] = ["private"]) throws(Failure) {
    if text == "host" {
      self = .host
    } else if words.contains(text) {
      self = .own
    } else if let id = ContainerReference.after(text) {
      self = .container(id)
    } else {
      throw Failure(.usage, "\(option) \(text): not one of \(words.joined(separator: ", ")), host, container:ID")
    }
  }

  package var text: String {
    switch self {
    case .own: ""
    case .host: "host"
    case .container(let id): "container:" + id
    }
  }
}

/// `container:ID`.
enum ContainerReference {
  static func after(_ text: String) -> String? {
    guard text.hasPrefix("container:") else { return nil }
    let id = String(text.dropFirst("container:".count))
    return id.isEmpty ? nil : id
  }
}
