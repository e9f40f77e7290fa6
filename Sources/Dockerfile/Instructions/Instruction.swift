// SPDX-License-Identifier: Apache-2.0

/// One instruction of a Dockerfile: what it says, typed, nothing expanded and nothing defaulted.
package struct Instruction: Equatable, Sendable {
  package var command: Command
  /// The instruction as it is written, continuation lines joined, heredoc bodies left out; history and ONBUILD keep it.
  package var text: String
  /// Its first and last line, counted from 1; heredoc bodies included.
  package var lines: ClosedRange<Int>

  package init(_ command: Command, text: String, lines: ClosedRange<Int>) {
    self.command = command
    self.text = text
    self.lines = lines
  }
}

/// Every instruction there is (docs.docker.com, "Dockerfile reference").
package enum Command: Equatable, Sendable {
  case add(AddInstruction)
  case arg([BuildArgument])
  case cmd(CommandLine)
  case copy(CopyInstruction)
  case entrypoint(CommandLine)
  case env([Assignment])
  case expose([String])
  case from(FromInstruction)
  case healthcheck(HealthcheckInstruction)
  case label([Assignment])
  case maintainer(String)
  /// The trigger as written, heredoc bodies appended.
  case onBuild(String)
  case run(RunInstruction)
  case shell([String])
  case stopSignal(String)
  case user(String)
  case volume([String])
  case workdir(String)
}

/// The words of RUN, CMD and ENTRYPOINT.
package struct CommandLine: Equatable, Sendable {
  /// The exec form's words; of the shell form one string.
  package var words: [String]
  /// The shell form: SHELL goes before the words.
  package var isShell: Bool

  package init(_ words: [String], isShell: Bool) {
    self.words = words
    self.isShell = isShell
  }
}

/// A pair of ENV or LABEL, quotes and variables still in it.
package struct Assignment: Equatable, Sendable {
  package var key: String
  package var value: String
  /// Written `KEY=VALUE`; false for the old form `KEY rest of the line`, which history must keep apart.
  package var hasEquals: Bool

  package init(_ key: String, _ value: String, hasEquals: Bool = true) {
    self.key = key
    self.value = value
    self.hasEquals = hasEquals
  }
}

/// One name of ARG.
package struct BuildArgument: Equatable, Sendable {
  package var name: String
  /// nil when the instruction gives none: it takes that of the global scope, if there is one.
  package var value: String?
  /// The words of a comment `# NAME words` on the line above; `--call=outline` shows them.
  package var comment: String

  package init(_ name: String, _ value: String? = nil, comment: String = "") {
    self.name = name
    self.value = value
    self.comment = comment
  }
}

/// FROM.
package struct FromInstruction: Equatable, Sendable {
  package var image: String
  /// The stage's name in lower case; empty when it has none.
  package var name: String
  package var platform: String
  package var comment: String

  package init(_ image: String, name: String = "", platform: String = "", comment: String = "") {
    self.image = image
    self.name = name
    self.platform = platform
    self.comment = comment
  }
}

/// A here-document.
package struct Heredoc: Equatable, Sendable {
  package var name: String
  /// Lines with their ends; tabs stripped where `<<-` asks for it.
  package var content: String
  /// No part of the name was quoted.
  package var isExpanded: Bool
  /// `<<-`.
  package var stripsTabs: Bool
  /// The lines before tabs were stripped: what a shell is given that reads the here-document itself.
  package var written: String

  package init(_ name: String, _ content: String, isExpanded: Bool = true, stripsTabs: Bool = false) {
    self.name = name
    self.content = content
    written = content
    self.isExpanded = isExpanded
    self.stripsTabs = stripsTabs
  }
}

/// What COPY and ADD have in common.
package struct FileTransfer: Equatable, Sendable {
  /// Paths, wildcards, URLs; those of `heredocs` are not among them.
  package var sources: [String]
  package var heredocs: [Heredoc] = []
  package var destination: String
  package var owner = ""
  package var mode = ""
  package var isLinked = false
  package var excludes: [String] = []

  package init(_ sources: [String], to destination: String) {
    self.sources = sources
    self.destination = destination
  }
}

/// COPY.
package struct CopyInstruction: Equatable, Sendable {
  package var files: FileTransfer
  /// A stage, an image or a named context; empty for the build context.
  package var from = ""
  package var keepsParents = false

  package init(_ files: FileTransfer) { self.files = files }
}

/// ADD.
package struct AddInstruction: Equatable, Sendable {
  package var files: FileTransfer
  package var checksum = ""
  package var keepsGitDirectory: Bool?
  /// `--unpack`; nil decides by the source: local archives are unpacked, fetched ones are not.
  package var unpacks: Bool?

  package init(_ files: FileTransfer) { self.files = files }
}

/// HEALTHCHECK; times in nanoseconds, 0 inherits.
package struct HealthcheckInstruction: Equatable, Sendable {
  /// `NONE`; or `CMD` and words; or `CMD-SHELL` and one string.
  package var test: [String]
  package var interval: Int64 = 0
  package var timeout: Int64 = 0
  package var startPeriod: Int64 = 0
  package var startInterval: Int64 = 0
  package var retries: Int64 = 0

  package init(_ test: [String]) { self.test = test }
}

/// RUN.
package struct RunInstruction: Equatable, Sendable {
  package var commandLine: CommandLine
  package var heredocs: [Heredoc] = []
  /// The values of `--mount` as written; `RunMount(parsing:expanding:)` reads one where the variables are known, because
  /// any value may hold some, even that of `type`.
  package var mountOptions: [String] = []
  package var devices: [RunDevice] = []
  package var network = RunNetwork.standard
  package var security = RunSecurity.sandbox
  /// Names of the flags used, sorted, without dashes; for messages.
  package var flags: [String] = []

  package init(_ commandLine: CommandLine) { self.commandLine = commandLine }
}

/// `RUN --network`.
package enum RunNetwork: String, Equatable, Sendable {
  case standard = "default"
  case none
  case host
}

/// `RUN --security`.
package enum RunSecurity: String, Equatable, Sendable {
  case sandbox
  case insecure
}

/// `RUN --device`: a device of the Container Device Interface.
package struct RunDevice: Equatable, Sendable {
  package var name = ""
  package var isRequired = false

  package init() {}
}

/// `RUN --mount`, read and expanded.
package struct RunMount: Equatable, Sendable {
  /// `type=`.
  package enum Kind: String, CaseIterable, Equatable, Sendable {
    case bind
    case cache
    case tmpfs
    case secret
    case ssh
  }
  /// `sharing=` of a cache.
  package enum Sharing: String, CaseIterable, Equatable, Sendable {
    case shared
    case `private`
    case locked
  }
  package var kind = Kind.bind
  package var from = ""
  package var source = ""
  package var target = ""
  package var isReadOnly = true
  package var id = ""
  package var sharing = Sharing.shared
  package var isRequired = false
  /// Permission bits of secret, ssh and cache; nil is the kind's own default.
  package var mode: UInt32?
  package var uid: UInt32?
  package var gid: UInt32?
  /// Bytes of a tmpfs; 0 is the kernel's default.
  package var size: Int64 = 0
  /// `tmpcopyup`, buildah's: a tmpfs begins with what the image has at its place.
  package var copiesUp = false
  /// `env=` of a secret: the variable it is put in.
  package var variable: String?

  package init(_ kind: Kind = .bind) { self.kind = kind }
}
