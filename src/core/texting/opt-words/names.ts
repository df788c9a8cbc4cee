/**
 * Frequent first names of the three languages that are no other word in any of them, lower-case and without accents: known also
 * where no capital letter tells them from other words ("im not kevin", "Ashley moved").
 */
export const NAMES: ReadonlySet<string> = new Set(
  (
    "aaron abby abigail adam adrian agnes aiden alan albert alejandra alejandro alex alexandra alexis alfredo alice alicia " +
    "allison alvin amanda amber amelie ana andre andrea andres andrew angela angie anita ann anna anne annette annie " +
    "anthony antoine antonio armando arthur arturo ashley audrey austin barbara beatriz becky ben benjamin bernard beth " +
    "betty beverly bianca bob bobby bonnie brad bradley brandi brandon brenda brett brian brianna brittany bruce bryan " +
    "caitlin caleb calvin camila camille carl carla carlos carmen carol carolina caroline carolyn carrie cassandra " +
    "catherine cathy cecilia celine charles charlene charlotte chelsea cheryl chloe chris christian christina christine " +
    "christopher cindy claudia clayton clifford clint cody colin connie corey courtney craig crystal curtis cynthia " +
    "daisy damian dana daniel daniela danielle danny darlene darnell darrell darryl dave david debbie deborah debra " +
    "denise dennis derek derrick desiree devin diana diane diego dolores dominique donald donna dora doris dorothy doug " +
    "douglas duane dustin dwayne dylan earl eddie edgar eduardo edward eileen elaine eleanor elena elijah elisa elizabeth " +
    "ellen elodie emilie emily emma enrique eric erica erik erin ernesto esteban esther ethan eugene eva evan evelyn " +
    "fabrice felicia felipe felix fernando florence francine francisco franck francois frank fred freddie frederic " +
    "gabriel gabriela gary george georgia gerald gerardo gilbert gina gladys glenn gloria gonzalo gordon greg gregory " +
    "guadalupe guillaume guillermo gustavo gwen hannah harold harry heather hector heidi helen helene henri henry " +
    "herbert holly howard hugo ian ignacio irene isaac isabel isabella isabelle ivan jackie jacob jacqueline jacques " +
    "jaime jake jamal james jamie jane janet janice jared jasmine jason javier jay jean jeanne jeff jeffrey jen jenna " +
    "jennifer jenny jeremy jerome jerry jesse jessica jessie jill jim jimmy joan joann joanna joe joel john johnny " +
    "jonathan jordan jorge jose joseph josh joshua josue joyce juan juana juanita judith judy julia julian juliana julie " +
    "julien julio justin kaitlyn karen karina karl kate katherine kathleen kathryn kathy katie kayla keith kelly kelsey " +
    "ken kendra kenneth kenny kevin kim kimberly kristen kristin kristina kyle lance larry latoya laura lauren laurent " +
    "lawrence leah leon leonard leonardo leroy leslie liam lillian linda lindsay lisa lois lorena lorenzo lori lorraine " +
    "louis louise lucas lucia lucie lucy luis luke lupe lupita lydia lynn madison malik manuel marc marcela marcia marco " +
    "marcos marcus margaret margarita maria marie marilyn mario marion marisol marjorie marsha marta martha martin " +
    "martine marvin mary mathieu matt matthew maureen maurice megan melanie melinda melissa melvin michael micheal michel " +
    "michele michelle miguel mike mildred mitchell monica monique morgan muriel nadine nancy natalia natalie natasha " +
    "nathalie nathan neil nelson nicolas nicole noah norma norman octavio olga oliver olivia olivier omar oscar pablo " +
    "pamela patrice patricia patrick paul paula paulina pauline pedro peggy peter philip philippe phillip phyllis priya " +
    "rachel rafael ralph ramon ramona randall randy raquel raul raymond rebecca regina rene renee ricardo richard rick " +
    "ricky rita robert roberta roberto robin rodney rodrigo roger roland ron ronald ronnie rosalie rosario roxanne ruben " +
    "russell ruth ryan sabrina salvador sam samantha samuel sandra sara sarah scott sean sebastian sebastien sergio " +
    "shannon sharon shaun shawn sheila shelly sherry shirley silvia simon sofia solange sonia sophia sophie spencer " +
    "stacey stacy stanley stefan stella stephane stephanie stephen steve steven stuart susan suzanne sylvia sylvie " +
    "tabitha tamara tammy tanya tara taylor teresa terri terry thelma theo theodore theresa thierry thomas tiffany tim " +
    "timothy tina todd tom tommy toni tony tracy travis trevor tricia troy tyler tyrell tyrone valentina valerie vanessa " +
    "vernon veronica veronique vicente vicki victoria vincent violeta virginia virginie vivian wade walter wanda warren " +
    "wayne wendy wesley willie xavier ximena yann yesenia yolanda yvette yvonne zachary zoe"
  ).split(" "),
);
