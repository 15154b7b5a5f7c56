package lilypad.market.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import lilypad.protocol.MalformedValue;
import lilypad.protocol.abi.AgreementState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListedStateTest {

  @ParameterizedTest
  @CsvSource({
    "DEAL_NEGOTIATING, DealNegotiating, 0",
    "DEAL_AGREED, DealAgreed, 1",
    "RESULTS_SUBMITTED, ResultsSubmitted, 2",
    "RESULTS_ACCEPTED, ResultsAccepted, 3",
    "RESULTS_CHECKED, ResultsChecked, 4",
    "MEDIATION_ACCEPTED, MediationAccepted, 5",
    "MEDIATION_REJECTED, MediationRejected, 6",
    "TIMEOUT_AGREE, TimeoutMatch, 14",
    "TIMEOUT_SUBMIT_RESULTS, TimeoutSubmitResults, 7",
    "TIMEOUT_JUDGE_RESULTS, TimeoutJudgeResults, 8",
    "TIMEOUT_MEDIATE_RESULTS, TimeoutMediateResults, 9",
  })
  void aStateOfTheChainHasLilypadsNameAndNumber(AgreementState chain, String name, int number) {
    assertThat(ListedState.of(chain).text()).isEqualTo(name);
    assertThat(ListedState.of(chain).number()).isEqualTo(number);
    assertThat(ListedState.named(name)).isEqualTo(ListedState.of(chain));
  }

  @Test
  void anotherNameIsRefused() {
    assertThatThrownBy(() -> ListedState.named("resultschecked"))
        .isInstanceOf(MalformedValue.class);
  }
}
