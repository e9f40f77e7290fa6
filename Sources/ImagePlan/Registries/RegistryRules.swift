// SPDX-License-Identifier: Apache-2.0
package import OCI

/// What registries.conf says (containers-registries.conf(5), version 2): where short names are looked for, mirrors, other
/// locations, blocked and insecure registries.
package struct RegistryRules: Sendable {
  /// One place content may come from.
  package struct Endpoint: Equatable, Sendable {
    /// Host and port.
    package var registry: String
    package var repository: String
    /// Plain HTTP and unverified certificates are allowed.
    package var insecure = false

    package init(registry: String, repository: String, insecure: Bool = false) {
      self.registry = registry
      self.repository = repository
      self.insecure = insecure
    }
  }

  struct Mirror: Sendable {
    var location: String
    var insecure: Bool
  }

  struct Rule: Sendable {
    var prefix: String
    var location: String
    var insecure = false
    var blocked = false
    var digestsOnly = false
    var mirrors: [Mirror] = []
  }

  package private(set) var searchRegistries: [String] = []
  private var aliases: [(name: String, target: String)] = []
  var rules: [Rule] = []

  package init() {}

  /// Takes one more file; a later one replaces the list of registries and rules of the same prefix.
  ///
  /// - Throws: what is not understood, with its line.
  package mutating func read(_ text: [UInt8]) throws(TOML.Problem) {
    let file = try TOML(text)
    for section in file.sections {
      switch section.path.first {
      case nil:
        if case .strings(let names)? = section["unqualified-search-registries"] { searchRegistries = names }
      case "aliases":
        for (name, value) in section.entries {
          guard case .string(let target) = value else { continue }
          aliases.removeAll { $0.name == name }
          aliases.append((name, target))
        }
      case "registry": try read(section)
      // Version 1 of the file, which no tool writes any more.
      case "registries": throw TOML.Problem(line: 1, message: "[registries] is version 1 of the file; write version 2")
      default: break
      }
    }
  }

  private mutating func read(_ section: TOML.Section) throws(TOML.Problem) {
    let location = section.string("location") ?? ""
    let isInsecure = section["insecure"] == .bool(true)
    if section.path == ["registry", "mirror"] {
      guard !rules.isEmpty, !location.isEmpty else {
        throw TOML.Problem(line: 1, message: "[[registry.mirror]] needs a location, and a [[registry]] before it")
      }
      rules[rules.count - 1].mirrors.append(Mirror(location: location, insecure: isInsecure))
      return
    }
    let prefix = section.string("prefix") ?? location
    guard !prefix.isEmpty else { throw TOML.Problem(line: 1, message: "[[registry]] needs a prefix or a location") }
    rules.removeAll { $0.prefix == prefix }
    rules.append(
      Rule(
        prefix: prefix, location: location.isEmpty && !prefix.hasPrefix("*.") ? prefix : location, insecure: isInsecure,
        blocked: section["blocked"] == .bool(true), digestsOnly: section["mirror-by-digest-only"] == .bool(true)))
  }

  // MARK: Questions

  /// The full names a short name may stand for, in the order to try; the name itself when it has a registry.
  package func candidates(for reference: ImageReference) -> [ImageReference] {
    if reference.registry != nil { return [reference] }
    if let alias = aliases.first(where: { $0.name == reference.repository }),
      var target = try? ImageReference(parsing: alias.target)
    {
      (target.tag, target.digest) = (reference.tag, reference.digest)
      return [target]
    }
    return searchRegistries.map {
      ImageReference(registry: $0, repository: reference.repository, tag: reference.tag, digest: reference.digest)
    }
  }

  /// Whether pulls from there are forbidden.
  package func isBlocked(_ reference: ImageReference) -> Bool { rule(for: reference.name)?.blocked ?? false }

  /// Where an image of that full name is fetched from: mirrors first, the registry last.
  package func endpoints(for reference: ImageReference) -> [Endpoint] {
    guard let registry = reference.registry else { return [] }
    guard let rule = rule(for: reference.name) else {
      return [Endpoint(registry: registry, repository: reference.repository)]
    }
    var endpoints: [Endpoint] = []
    if !rule.digestsOnly || reference.digest != nil {
      for mirror in rule.mirrors {
        endpoints += RegistryRules.endpoint(reference.name, rule.prefix, mirror.location, mirror.insecure)
      }
    }
    let own = RegistryRules.endpoint(reference.name, rule.prefix, rule.location, rule.insecure)
    return endpoints + (own.isEmpty ? [Endpoint(registry: registry, repository: reference.repository)] : own)
  }

  /// The rule with the longest prefix of the name.
  private func rule(for name: String) -> Rule? {
    rules.filter { RegistryRules.matches($0.prefix, name) }.max { $0.prefix.utf8.count < $1.prefix.utf8.count }
  }

  private static func matches(_ prefix: String, _ name: String) -> Bool {
    if prefix.hasPrefix("*.") {
      let host = name.prefix { $0 != "/" }.prefix { $0 != ":" }
      return host.hasSuffix(prefix.dropFirst(1))
    }
    guard name.hasPrefix(prefix) else { return false }
    let rest = name.utf8.dropFirst(prefix.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: "/")
  }

  /// `name` with `location` in place of `prefix`.
  private static func endpoint(_ name: String, _ prefix: String, _ location: String, _ insecure: Bool) -> [Endpoint] {
    guard !location.isEmpty else { return [] }
    let isWild = prefix.hasPrefix("*.")
    let host = name.prefix { $0 != "/" }
    let rest = isWild ? name.dropFirst(host.count) : name.dropFirst(prefix.count)
    let whole = location + rest
    guard let slash = whole.firstIndex(of: "/") else { return [] }
    return [
      Endpoint(
        registry: String(whole[..<slash]), repository: String(whole[whole.index(after: slash)...]), insecure: insecure)
    ]
  }
}
