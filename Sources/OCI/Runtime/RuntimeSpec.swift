// SPDX-License-Identifier: Apache-2.0

/// config.json as written (runtime-spec 1.3 config.md): nothing defaulted, nothing judged.
package struct RuntimeSpec: Sendable {
  package var ociVersion: String?
  package var process: Process?
  package var root: Root?
  package var hostname: String?
  package var domainname: String?
  package var mounts: [Mount]?
  package var hooks: Hooks?
  /// In the order of the document.
  package var annotations: [KeyValue]?
  package var linux: Linux?
  /// Properties that runtime-spec 1.3 does not define, by JSON pointer: ignored when running, named by `--debug` and
  /// `check`.
  package var unknownProperties: [UnknownProperty] = []
  package init() {}
}

/// config.md, "Root".
package struct Root: Sendable {
  package var path: String?
  package var readonly: Bool?
  package init() {}
}

/// One entry of a JSON object whose values are strings, in document order.
package struct KeyValue: Equatable, Sendable {
  package var key: String
  package var value: String
  package init(key: String, value: String) {
    self.key = key
    self.value = value
  }
}

/// A property the specification does not name.
package struct UnknownProperty: Equatable, Sendable {
  /// Where it stands, for example `/linux/rootPropagation`.
  package var pointer: String
  /// The names the specification has at that place, for did-you-mean.
  package var known: [String]
  package init(pointer: String, known: [String]) {
    self.pointer = pointer
    self.known = known
  }
}
