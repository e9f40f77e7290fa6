// SPDX-License-Identifier: Apache-2.0
import OptionTable
import Testing

private func words(_ line: String) -> ArraySlice<String> { line.split(separator: " ").map(String.init)[...] }

/// What a verb's command line is refused with.
private func refusal(_ verb: Verb, _ line: String) -> UsageError? {
  do throws(UsageError) {
    _ = try verb.parse(words(line))
    return nil
  } catch { return error }
}

@Suite struct ValuesTests {
  @Test(
    "an option is read in every form that callers write",
    arguments: [
      "--bundle /b --pid-file p c1", "--bundle=/b --pid-file=p c1", "-b /b --pid-file p c1", "-b=/b -pid-file=p c1",
      "-bundle /b -pid-file p c1", "c1 --bundle /b --pid-file p", "--pid-file p c1 -b /b",
      "--bundle /x -b /b --pid-file p c1",
    ])
  func forms(line: String) throws {
    let values = try Command.create.verb.parse(words(line))
    #expect(values.value(.bundle) == "/b")
    #expect(values.value(.pidFile) == "p")
    #expect(values.arguments == ["c1"])
  }

  @Test(
    "flags are set, unset and bundled",
    arguments: [
      ("--detach c1", true, false), ("-d c1", true, false), ("--detach=true --keep c1", true, true),
      ("--detach=false c1", false, false), ("--detach --detach=false c1", false, false),
      ("-detach -keep c1", true, true),
      ("c1", false, false),
    ])
  func flags(line: String, detach: Bool, keep: Bool) throws {
    let values = try Command.run.verb.parse(words(line))
    #expect(values.has(.detach) == detach)
    #expect(values.has(.keep) == keep)
  }

  @Test("letters of flags may stand behind one dash")
  func letters() throws {
    let values = try Command.exec.verb.parse(words("-td c1 sh"))
    #expect(values.has(.tty) && values.has(.detach))
    #expect(refusal(Command.exec.verb, "-tx c1 sh")?.message == "unknown option -tx for exec")
    #expect(refusal(Command.exec.verb, "-te c1 sh")?.message == "unknown option -te for exec")
  }

  @Test("containerd's single dash before a long name is taken")
  func singleDash() throws {
    #expect(try Command.run.verb.parse(words("-no-subreaper c1")).has(.noSubreaper))
  }

  @Test("a repeated option keeps every value in order, with commas and equals signs")
  func repeated() throws {
    let values = try Command.exec.verb.parse(words("-e A=1 --env B=x,y --env=C=D=E -g 5 -g=6 c1 sh"))
    #expect(values.values(.environment) == ["A=1", "B=x,y", "C=D=E"])
    #expect(try values.numbers(.additionalGids) == [5, 6])
  }

  @Test(
    "behind the container's name, words of exec, ps and kill are not ours",
    arguments: [
      (Command.exec, "--tty c1 sh -c -t --env x", ["c1", "sh", "-c", "-t", "--env", "x"]),
      (Command.exec, "c1 -- ls -l -- x", ["c1", "ls", "-l", "--", "x"]),
      (Command.exec, "-- c1 sh", ["c1", "sh"]),
      (Command.ps, "-f json c1 -e -x", ["c1", "-e", "-x"]),
      (Command.kill, "--all c1 9", ["c1", "9"]),
      (Command.kill, "c1 -9", ["c1", "-9"]),
      (Command.delete, "c1 --force", ["c1"]),
    ])
  func stop(command: Command, line: String, arguments: [String]) throws {
    #expect(try command.verb.parse(words(line)).arguments == arguments)
  }

  @Test("a lone dash is an argument, and two dashes end the options")
  func dashes() throws {
    #expect(
      try Values.parse(words("- --bundle x"), options: [.bundle], stopsAtFirstArgument: false, subject: "").arguments
        == ["-"])
    #expect(try Command.create.verb.parse(words("-- --bundle")).arguments == ["--bundle"])
  }

  @Test(
    "what is wrong is said, with the nearest right thing",
    arguments: [
      (Command.create, "--bundel /b c1", "unknown option --bundel for create", "did you mean --bundle?"),
      (Command.create, "--pidfile p c1", "unknown option --pidfile for create", "did you mean --pid-file?"),
      (Command.create, "--frobnicate c1", "unknown option --frobnicate for create", nil),
      (Command.create, "-x c1", "unknown option -x for create", nil),
      (Command.create, "c1 --bundle", "option --bundle requires an argument", nil),
      (Command.create, "", "\"create\" requires exactly 1 argument(s)", nil),
      (Command.create, "a b", "\"create\" requires exactly 1 argument(s)", nil),
      (Command.exec, "", "\"exec\" requires a minimum of 1 argument(s)", nil),
      (Command.kill, "a b c", "\"kill\" requires a maximum of 2 argument(s)", nil),
      (Command.list, "x", "\"list\" requires exactly 0 argument(s)", nil),
      (Command.list, "--format yaml", "invalid format: yaml", "one of: table, json"),
      (Command.run, "--detach=maybe c1", "invalid value \"maybe\" for --detach: expected true or false", nil),
    ])
  func refusals(command: Command, line: String, message: String, hint: String?) {
    let error = refusal(command.verb, line)
    #expect(error?.message == message)
    #expect(error?.hint == hint)
    #expect(error?.status == 1)
  }

  @Test("numbers are whole and not negative", arguments: ["-1", "x", "1.5", "4294967296", "", "0x10"])
  func numbers(text: String) throws {
    let values = try Command.create.verb.parse(["--preserve-fds=\(text)", "c1"])
    #expect(throws: UsageError.self) { try values.number(.preserveFds) }
    #expect(try Command.create.verb.parse(["--preserve-fds=4294967295", "c1"]).number(.preserveFds) == UInt32.max)
    #expect(try Command.create.verb.parse(["c1"]).number(.preserveFds) == nil)
  }

  @Test("with --help the number of arguments does not matter", arguments: Command.allCases)
  func help(command: Command) throws {
    #expect(try command.verb.parse(["-h"]).has(.help))
    #expect(try command.verb.parse(["--help"]).has(.help))
  }

  @Test("global options stand before the verb only")
  func globals() throws {
    let line =
      "--root=/r --log l --log-format=json --debug --rootless=auto --criu /usr/sbin/criu create --bundle --root x"
    let values = try Values.parse(words(line), options: Command.globalOptions, stopsAtFirstArgument: true, subject: "")
    #expect(values.value(.root) == "/r")
    #expect(values.value(.logFormat) == "json")
    #expect(values.has(.debug))
    #expect(values.arguments == ["create", "--bundle", "--root", "x"])
  }

  @Test("an unknown command is refused in urfave's words, with the nearest command and status 3")
  func unknownCommand() {
    for (name, hint) in [("crate", "did you mean create?"), ("foo", nil), ("Exec", "did you mean exec?")] {
      do throws(UsageError) {
        _ = try Command.named(name)
        Issue.record("\(name) is no command")
      } catch {
        #expect(error == UsageError("No help topic for '\(name)'", hint: hint, status: 3))
      }
    }
  }
}
