// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import BundleKit
import CapsulePlan
import Dockerfile
import ImagePlan
import Kernel
import OCI

/// `bundle build`.
struct Build: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Make an image by a Dockerfile.",
    discussion: """
      CONTEXT is the directory that COPY and ADD take files from; - reads a Dockerfile, or a context in a tar archive, from
      standard input. It may be a git repository (URL[#REF[:FOLDER]]), or a URL of a tar archive or a Dockerfile.

      Examples:
        bundle build -t helloworld .
        bundle build -t app --target test --build-arg VERSION=2 -f docker/Dockerfile .
        bundle build --secret id=token,src=token.txt -o type=local,dest=out .
        bundle build --call=outline .
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var options: BuildArguments
  @Argument(help: "A directory, a URL, or -.", completion: .directory) var context: String

  func run() throws {
    let store = try global.store()
    let job = try BuildJob(options, context, store)
    if let text = try job.describe() {
      try output(text)
      if options.check, job.hasWarnings { throw ExitCode.failure }
      return
    }
    try BuildRunner.enterNamespace()
    let runtime = try RuntimeProgram(named: global.runtime)
    do throws(Failure) { try job.perform(runtime) } catch {
      guard let signal = job.interruption else { throw error }
      global.report(error)
      // As a shell tells of whom a signal ended.
      throw ExitCode(128 + signal)
    }
  }
}
