// SPDX-License-Identifier: Apache-2.0

/// The configuration of an image (image-spec config.md, with Docker's Healthcheck, OnBuild and Shell).
///
/// Empty means absent, as in Go; what the specification does not name is not kept. Its digest is the image's ID, so an
/// image that is only copied keeps its bytes, not this reading of them.
package struct ImageConfig: Equatable, Sendable {
  /// RFC 3339.
  package var created: String?
  package var author = ""
  package var platform: Platform
  package var config = ContainerConfig()
  /// Of the uncompressed layers, the lowest first.
  package var diffIDs: [Digest] = []
  package var history: [HistoryEntry] = []

  package init(platform: Platform) { self.platform = platform }
}

/// What a container of the image starts with (config.md, `config`).
package struct ContainerConfig: Equatable, Sendable {
  package var user = ""
  /// `80/tcp`, `53/udp`, `80`; written sorted.
  package var exposedPorts: [String] = []
  /// `NAME=VALUE`.
  package var env: [String] = []
  package var entrypoint: [String]?
  package var cmd: [String]?
  /// Paths in the container; written sorted.
  package var volumes: [String] = []
  package var workingDirectory = ""
  package var labels: [KeyValue] = []
  /// A name with or without `SIG`, or a number.
  package var stopSignal = ""
  package var argsEscaped = false
  package var healthcheck: Healthcheck?
  /// Instructions for images built on this one.
  package var onBuild: [String] = []
  /// What the shell form of instructions runs in.
  package var shell: [String]?
  package init() {}
}

/// Docker's HEALTHCHECK; times in nanoseconds, 0 inherits.
package struct Healthcheck: Equatable, Sendable {
  /// `NONE`, or `CMD` or `CMD-SHELL` and what to run; empty inherits.
  package var test: [String] = []
  package var interval: Int64 = 0
  package var timeout: Int64 = 0
  package var startPeriod: Int64 = 0
  package var startInterval: Int64 = 0
  package var retries: Int64 = 0
  package init() {}
}

/// One step of the image's making (config.md, `history`), the oldest first.
package struct HistoryEntry: Equatable, Sendable {
  /// RFC 3339.
  package var created: String?
  package var createdBy = ""
  package var author = ""
  package var comment = ""
  /// The step left no layer.
  package var emptyLayer = false
  package init(created: String? = nil, createdBy: String = "", comment: String = "", emptyLayer: Bool = false) {
    self.created = created
    self.createdBy = createdBy
    self.comment = comment
    self.emptyLayer = emptyLayer
  }
}
