// SPDX-License-Identifier: Apache-2.0
package import OCI

/// Who we are to a registry.
package enum RegistryCredentials: Equatable, Sendable {
  case password(user: String, password: String)
  /// An identity token, which is exchanged for others.
  case token(String)

  /// Reads `USER:PASSWORD`; nil when there is no colon.
  package init?(_ text: String) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    self = .password(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
  }
}

/// auth.json or docker's config.json (containers-auth.json(5)).
package struct AuthFile: Sendable {
  /// Where the credentials for a name are.
  package enum Answer: Equatable, Sendable {
    case credentials(RegistryCredentials)
    /// `docker-credential-NAME` knows those for `server`.
    case helper(String, server: String)
  }

  private var entries: [(key: String, value: RegistryCredentials)] = []
  private var helpers: [(key: String, program: String)] = []
  private var store: String?

  /// - Throws: when it is no JSON object; entries that are not understood are left out.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    let file = try JSONValue(parsing: bytes)
    if case .object(let auths)? = file["auths"] {
      for (key, entry) in auths {
        if let token = entry["identitytoken"]?.string, !token.isEmpty {
          entries.append((AuthFile.normalised(key), .token(token)))
        } else if let text = entry["auth"]?.string, let decoded = Base64.decode(text),
          let credentials = RegistryCredentials(String(decoding: decoded, as: UTF8.self))
        {
          entries.append((AuthFile.normalised(key), credentials))
        }
      }
    }
    if case .object(let names)? = file["credHelpers"] {
      for (key, program) in names {
        if let program = program.string { helpers.append((AuthFile.normalised(key), program)) }
      }
    }
    store = file["credsStore"]?.string
  }

  /// The credentials for `registry/repository`: those of the longest path, then those of the registry.
  package func find(registry: String, repository: String) -> Answer? {
    if let helper = helpers.first(where: { $0.key == registry }) { return .helper(helper.program, server: registry) }
    var name = registry + "/" + repository
    while true {
      if let entry = entries.first(where: { $0.key == name }) { return .credentials(entry.value) }
      guard let slash = name.lastIndex(of: "/") else { break }
      name = String(name[..<slash])
    }
    return store.map { .helper($0, server: registry) }
  }

  /// Docker writes some keys as URLs: `https://registry.example/v1/`.
  private static func normalised(_ key: String) -> String {
    var key = key[...]
    var isURL = false
    for scheme in ["https://", "http://"] where key.hasPrefix(scheme) {
      key = key.dropFirst(scheme.count)
      isURL = true
    }
    if isURL { key = key.prefix { $0 != "/" } }
    while key.last == "/" { key.removeLast() }
    return String(key)
  }
}
