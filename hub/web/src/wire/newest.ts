// This file tells the answer to the last question from those to earlier ones, which may come after it.

/** What is asked again before it was answered: of several questions the last one's answer is shown. */
export class Newest {
  private asked = 0;

  /** A question is asked; what it gives says whether it is still the last. */
  ask(): () => boolean {
    const mine = ++this.asked;
    return () => mine === this.asked;
  }
}
