// SPDX-License-Identifier: Apache-2.0

/// Variables in the order in which they were set first.
package struct BuildVariables: Equatable, Sendable {
  private var names: [String] = []
  private var values: [String: String] = [:]

  package init() {}

  package init(environment: [String]) {
    for entry in environment {
      let name = entry.prefix { $0 != "=" }
      self[String(name)] = String(entry.dropFirst(name.count + 1))
    }
  }

  package subscript(_ name: String) -> String? {
    get { values[name] }
    set {
      guard let newValue else { return }
      if values.updateValue(newValue, forKey: name) == nil { names.append(name) }
    }
  }

  /// `NAME=VALUE`.
  package var environment: [String] { names.map { $0 + "=" + (values[$0] ?? "") } }

  package var all: [String] { names }
}
